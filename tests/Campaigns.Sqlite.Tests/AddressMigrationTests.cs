using Campaigns.Storage;

namespace Campaigns.Sqlite.Tests;

/// <summary>Data that a version 4 file stores as it was written is found by every spelling after the migration.</summary>
public sealed class AddressMigrationTests : IDisposable
{
    private readonly StoreFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Contacts_are_found_by_every_spelling_and_what_cannot_be_read_reaches_nobody()
    {
        using var store = Open(
            """
            INSERT INTO contacts VALUES (11, 1, ' eve ', NULL, NULL, '{"email":" Eve.Ey@Example.com","linkedin":"in/Eve "}', NULL, NULL, NULL);
            INSERT INTO contacts VALUES (12, 1, 'fay', NULL, NULL, '{"email":"Fay <FAY@example.com>"}', NULL, NULL, NULL);
            INSERT INTO contacts VALUES (13, 1, 'gus', 15550100125, NULL, '{"email":"a@x.org\r\nBcc: b@example.com"}', NULL, NULL, NULL);
            INSERT INTO contacts VALUES (14, 1, 'ann ', NULL, NULL, '{"email":"zoe@example.com"}', NULL, NULL, NULL);
            INSERT INTO addresses VALUES (' Eve.Ey@Example.com', 11), ('in/Eve ', 11), ('Fay <FAY@example.com>', 12), ('a@x.org' || char(13, 10) || 'Bcc: b@example.com', 13), ('zoe@example.com', 14);
            INSERT INTO jobs SELECT value, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 FROM json_each('[11, 12, 13, 14]');
            """);
        await store.OpenAsync(default, CancellationToken.None);

        Assert.Equal([11L], await FindAsync(store, Suppression.OfAddress("acme", "eve.ey@example.com")));
        Assert.Equal([11L], await FindAsync(store, Suppression.OfAddress("acme", "in/Eve", Channels.LinkedIn)));
        Assert.Equal([12L], await FindAsync(store, Suppression.OfAddress("acme", "fay@example.com", Channels.Email)));
        Assert.Equal([11L], await FindAsync(store, Suppression.OfContact("acme", "eve")));
        Assert.Equal([4L], await FindAsync(store, Suppression.OfAddress("acme", "C@Example.com")));
        Assert.Equal(0, await store.ReadNumberAsync("SELECT count(*) FROM addresses WHERE address GLOB '*Bcc*' OR address GLOB '* *'"));
        Assert.Equal(0, await store.ReadNumberAsync("SELECT count(*) FROM contacts WHERE addresses GLOB '*Bcc*'"));
        var gus = (await store.FindJobAsync(13, CancellationToken.None))!.Value.Contact;
        Assert.Equal((null, "+15550100125"), (gus.AddressOn(Channels.Email), gus.AddressOn(Channels.Voice)));
        // not the contact whose key differs by a space
        Assert.Equal(1, (await store.FindJobAsync(new CampaignId(1), "ann", CancellationToken.None))!.Value.Row.Id);
        Assert.Equal([14L], await FindAsync(store, Suppression.OfAddress("acme", "zoe@example.com")));
    }

    [Fact]
    public async Task Entries_and_busy_addresses_come_into_one_form_and_stand_once()
    {
        using var store = Open(
            """
            INSERT INTO suppressions VALUES ('acme', NULL, NULL, 'Eve@Example.com'), ('acme', NULL, NULL, 'eve@example.com'), ('acme', NULL, 'email', 'Fay <Fay@Example.com>');
            INSERT INTO suppressions VALUES ('acme', NULL, 'voice', '(555) 010-0001'), ('acme', ' gus', NULL, NULL), ('b', NULL, 'linkedin', 'in/Eve ');
            INSERT INTO busy VALUES (9, 1, 'acme', 'email', 'Eve@Example.com', 639032004000000000, 18000000000);
            """);
        var snapshot = await store.OpenAsync(default, CancellationToken.None);

        HashSet<Suppression> expected =
        [
            Suppression.OfContact("acme", "dan"), Suppression.OfAddress(
                "acme", "+15550100199", Channels.Voice), Suppression.OfAddress("acme", "eve@example.com"),
            Suppression.OfAddress(
                "acme", "fay@example.com", Channels.Email), Suppression.Restore("acme", null, Channels.Voice, "(555) 010-0001"),
            Suppression.OfContact("acme", "gus"), Suppression.OfAddress("b", "in/Eve", Channels.LinkedIn),
        ];
        Assert.Equal(expected.Count, snapshot.Suppressions.Count);
        HashSet<SuppressionMark> marks =
        [
            .. expected.Select(entry => new SuppressionMark(
                entry.Tenant, SuppressionRow.HashOf(snapshot.SuppressionKey, entry.Tenant, entry.ContactKey ?? entry.Address!),
                entry.ContactKey is not null, entry.Channel)),
        ];
        Assert.True(marks.SetEquals(snapshot.Suppressions));
        Assert.Contains(snapshot.Busy, row => row is { Job: 9, Address: "eve@example.com" });
    }

    private SqliteJobStore Open(string rows)
    {
        using (var database = Database.Open(_folder.File, isReader: false, TimeSpan.Zero))
        {
            database.Execute(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", "V4.sql")));
            database.Execute(rows);
        }

        return new SqliteJobStore(_folder.File, options => options.HasOwnThread = false);
    }

    private static async Task<List<long>> FindAsync(SqliteJobStore store, Suppression person)
    {
        var into = new List<JobRecord>();
        await store.FindOpenJobsAsync(person, into, CancellationToken.None);
        return [.. into.Select(job => job.Row.Id)];
    }
}
