using System.Globalization;
using Campaigns.Storage;

namespace Campaigns.PostgreSql;

/// <summary>Reads the open jobs of people in all campaigns of their tenants.</summary>
internal static class PersonReader
{
    private const string OpenOnly = "p.state < 4 and j.state <= 2";

    private const string ByKey = $"""
        select {JobColumns.List}, u.person from unnest($2, $3, $4) u(person, tenant, key)
        join ~campaigns p on p.shard = $1 and p.tenant = u.tenant
        cross join lateral (
            select * from ~contacts f where f.shard = $1 and f.scope = coalesce(p.exclusivity, -p.id) and f.key = u.key
                and f.campaign = p.id offset 0) c
        {JobColumns.JobOfContact} where {OpenOnly}
        """;

    private const string ByPhone = $"""
        select {JobColumns.List}, u.person from unnest($2, $3, $4) u(person, tenant, phone)
        cross join lateral (select * from ~contacts f where f.shard = $1 and f.phone = u.phone offset 0) c
        join ~campaigns p on p.shard = $1 and p.id = c.campaign and p.tenant = u.tenant
        {JobColumns.JobOfContact} where {OpenOnly}
        """;

    private const string ByAddress = $"""
        select {JobColumns.List}, u.person from unnest($2, $3, $4) u(person, tenant, address)
        cross join lateral (select * from ~addresses f where f.shard = $1 and f.address = u.address offset 0) a
        join ~contacts c on c.shard = $1 and c.id = a.job
        join ~campaigns p on p.shard = $1 and p.id = c.campaign and p.tenant = u.tenant
        {JobColumns.JobOfContact} where {OpenOnly}
        """;

    /// <summary>Reads the open jobs of several people, each with the index of its person.</summary>
    public static async Task<List<(int Person, JobRecord Job)>> FindOpenAsync(StoreConnection database, IReadOnlyList<Suppression> people)
    {
        var keys = new People<string?>(rows => rows.Text());
        var phones = new People<long>(rows => rows.Long());
        var addresses = new People<string?>(rows => rows.Text());
        for (var i = 0; i < people.Count; i++)
        {
            var person = people[i];
            if (person.ContactKey is { } key)
            {
                keys.Add(i, person.Tenant, key);
                continue;
            }

            addresses.Add(i, person.Tenant, person.Address!);
            if (PhoneNumber.TryParse(person.Address, out var phone, out _))
            {
                phones.Add(i, person.Tenant, long.Parse(phone.Reveal().AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture));
            }
        }

        var found = new List<(int Person, JobRecord Job)>();
        found.AddRange(await keys.ReadAsync(database, ByKey));
        found.AddRange(await phones.ReadAsync(database, ByPhone));
        found.AddRange(await addresses.ReadAsync(database, ByAddress));
        return [.. found.Where(row => Names(people[row.Person], row.Job.Contact)).DistinctBy(row => (row.Person, row.Job.Row.Id))];
    }

    /// <summary>Whether the entry names the contact. If the entry has a channel, an address must be on that channel.</summary>
    private static bool Names(Suppression person, Contact contact) =>
        person.ContactKey is not null || person.Channel is null || contact.AddressOn(person.Channel) == person.Address;

    /// <summary>People to look up in one way.</summary>
    private sealed class People<T>
    {
        private readonly Columns _rows = new();
        private readonly Column<int> _person;
        private readonly Column<string?> _tenant;
        private readonly Column<T> _name;
        private bool _isAny;

        public People(Func<Columns, Column<T>> nameOf) => (_person, _tenant, _name) = (_rows.Int(), _rows.Text(), nameOf(_rows));

        public void Add(int person, string tenant, T name)
        {
            _isAny = true;
            _person.Add(person);
            _tenant.Add(tenant);
            _name.Add(name);
        }

        public async Task<List<(int Person, JobRecord Job)>> ReadAsync(StoreConnection database, string sql) => _isAny
            ? await database.ReadAllAsync(sql, row => (row.GetInt32(JobColumns.Count), JobColumns.Read(row)), _rows)
            : [];
    }
}
