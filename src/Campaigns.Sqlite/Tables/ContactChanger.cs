using Campaigns.Storage;

namespace Campaigns.Sqlite;

/// <summary>Changes contacts, and keeps their former values for attempts that used them.</summary>
internal sealed class ContactChanger(Database database)
{
    private readonly Statement _keep = database.Prepare(
        """
        INSERT INTO former_contacts (job, last, phone, zone, addresses, data) SELECT id, ?2, phone, zone, addresses, data FROM contacts
        WHERE id = ?1 AND ?2 > (SELECT coalesce(max(last), 0) FROM former_contacts WHERE job = ?1)
        """);

    private readonly Statement _before = database.Prepare("SELECT addresses FROM contacts WHERE id = ?1");
    private readonly Statement _change =
        database.Prepare("UPDATE contacts SET phone = ?2, zone = ?3, addresses = ?4, data = ?5 WHERE id = ?1");
    private readonly Statement _forget = database.Prepare("DELETE FROM addresses WHERE address = ?1 AND job = ?2");
    private readonly Statement _address = database.Prepare("INSERT OR IGNORE INTO addresses (address, job) VALUES (?1, ?2)");

    public void Write(IReadOnlyList<ContactRow> rows)
    {
        foreach (var (job, after, contact) in rows)
        {
            _keep.Bind(1, job).Bind(2, after).Run();
            foreach (var address in AddressesOf(job))
            {
                _forget.Bind(1, address).Bind(2, job).Run();
            }

            var phone = ContactWriter.Digits(contact.Phone);
            _change.Bind(1, job).Bind(2, phone).Bind(3, contact.Zone).Bind(4, RowText.Write(contact.Addresses)).Bind(
                5, RowText.Write(contact.Data)).Run();
            foreach (var address in contact.Addresses.Values)
            {
                _address.Bind(1, address).Bind(2, job).Run();
            }
        }
    }

    private IEnumerable<string> AddressesOf(long job)
    {
        var isHeld = _before.Bind(1, job).Step();
        var addresses = isHeld ? _before.TextOrNull(0) : null;
        _before.Reset();
        return isHeld
            ? RowText.ReadMap(addresses)?.Values ?? []
            : throw new ArgumentException($"The batch changes the contact of job {job}, which the store does not hold.", nameof(job));
    }
}
