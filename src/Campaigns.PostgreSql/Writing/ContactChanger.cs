using System.Globalization;
using Campaigns.Storage;

namespace Campaigns.PostgreSql;

/// <summary>Changes contacts, and keeps their former values for attempts that used them.</summary>
internal static class ContactChanger
{
    private const string Keep = """
        insert into ~former_contacts (shard, job, last, phone, zone, addresses, data)
        select $1, id, $3, phone, zone, addresses, data from ~contacts
        where shard = $1 and id = $2
            and $3 > (select coalesce(max(last), 0) from ~former_contacts where shard = $1 and job = $2)
        """;

    private const string Forget = """
        delete from ~addresses a using ~contacts c, json_each_text(c.addresses::json) e
        where c.shard = $1 and c.id = $2 and c.addresses is not null and a.shard = $1 and a.address = e.value and a.job = c.id
        """;

    private const string Change = """
        with changed as (
            update ~contacts set (phone, zone, addresses, data) = ($3::bigint, $4::text, $5::text, $6::text)
            where shard = $1 and id = $2 returning 1)
        select ~must((select count(*) from changed), 1, 'contacts')
        """;

    private const string Address = """
        insert into ~addresses (shard, address, job) select $1, a, $2 from unnest($3) a on conflict do nothing
        """;

    public static void Write(StoreConnection database, IReadOnlyList<ContactRow> rows)
    {
        foreach (var (job, after, contact) in rows)
        {
            database.Add(Keep, job, after);
            database.Add(Forget, job);
            var (addresses, data) = (RowText.Write(contact.Addresses), RowText.Write(contact.Data));
            database.AddCheck(Change, job, Digits(contact.Phone), contact.Zone, addresses, data);
            if (contact.Addresses.Count > 0)
            {
                database.Add(Address, job, contact.Addresses.Values.ToArray());
            }
        }
    }

    public static long? Digits(PhoneNumber phone) =>
        phone.IsEmpty ? null : long.Parse(phone.Reveal().AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture);
}
