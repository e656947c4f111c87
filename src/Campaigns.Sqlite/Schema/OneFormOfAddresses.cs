namespace Campaigns.Sqlite;

/// <summary>
/// Normalizes the addresses that files up to version 4 hold as written: those of contacts, do-not-contact lists and busy addresses. Also
/// trims contact keys. The form is that of <see cref="Contact"/> and <see cref="Suppression"/>.
/// </summary>
internal static class OneFormOfAddresses
{
    private const int Page = 1_000;

    public static void Run(Database database)
    {
        for (long? after = 0; after is { } id;)
        {
            after = Contacts(database, id);
        }

        Suppressions(database);
        Busy(database);
    }

    /// <summary>Normalizes a page of contacts.</summary>
    /// <returns>The id of the last contact; null if there was none.</returns>
    private static long? Contacts(Database database, long after)
    {
        long? last = null;
        var changed = new List<(long Id, string Was, Contact Contact, bool HasAddresses)>();
        using (var read = new Statement(database, "SELECT id, key, addresses FROM contacts WHERE id > ?1 ORDER BY id LIMIT ?2"))
        {
            read.Bind(1, after).Bind(2, Page);
            while (read.Step())
            {
                last = read.Long(0);
                var (key, addresses) = (read.Text(1), read.TextOrNull(2));
                var contact = new Contact(key, addresses: RowText.ReadMap(addresses));
                var hasChanged = addresses is not null && RowText.Write(contact.Addresses) != addresses;
                if (hasChanged || contact.Key != key)
                {
                    changed.Add((last.Value, key, contact, hasChanged));
                }
            }
        }

        foreach (var (id, was, contact, hasAddresses) in changed)
        {
            if (contact.Key != was && contact.Key.Length > 0)
            {
                // A key that is also enrolled without the space stays as it is.
                Run(database, "UPDATE OR IGNORE contacts SET key = ?2 WHERE id = ?1", id, contact.Key);
            }

            if (hasAddresses)
            {
                WriteAddresses(database, id, contact);
            }
        }

        return last;
    }

    private static void WriteAddresses(Database database, long id, Contact contact)
    {
        Run(database, "UPDATE contacts SET addresses = ?2 WHERE id = ?1", id, RowText.Write(contact.Addresses));
        Run(database, "DELETE FROM addresses WHERE job = ?1", id, null);
        foreach (var address in contact.Addresses.Values)
        {
            Run(database, "INSERT OR IGNORE INTO addresses (job, address) VALUES (?1, ?2)", id, address);
        }
    }

    private static void Suppressions(Database database)
    {
        var changed = new List<(long Row, Suppression Entry)>();
        using (var read = new Statement(database, "SELECT rowid, tenant, contact_key, channel, address FROM suppressions"))
        {
            while (read.Step())
            {
                var entry = Suppression.Restore(read.Text(1), read.TextOrNull(2)?.Trim(), read.TextOrNull(3), read.TextOrNull(4));
                if (entry.ContactKey != read.TextOrNull(2) || entry.Address != read.TextOrNull(4))
                {
                    changed.Add((read.Long(0), entry));
                }
            }
        }

        foreach (var (row, entry) in changed)
        {
            using var drop = new Statement(
                database,
                "DELETE FROM suppressions WHERE rowid = ?1 OR (tenant = ?2 AND contact_key IS ?3 AND channel IS ?4 AND address IS ?5)");
            Bind(drop.Bind(1, row), entry).Run(); // store each entry only once
            using var insert = new Statement(database, "INSERT INTO suppressions (tenant, contact_key, channel, address) VALUES (?2, ?3, ?4, ?5)");
            Bind(insert, entry).Run();
        }
    }

    private static Statement Bind(Statement statement, Suppression entry) =>
        statement.Bind(2, entry.Tenant).Bind(3, entry.ContactKey).Bind(4, entry.Channel).Bind(5, entry.Address);

    private static void Busy(Database database)
    {
        var changed = new List<(long Job, long Number, string Address)>();
        using (var read = new Statement(database, "SELECT job, number, channel, address FROM busy"))
        {
            while (read.Step())
            {
                var address = Suppression.Restore("", null, read.Text(2), read.Text(3)).Address!;
                if (address != read.Text(3))
                {
                    changed.Add((read.Long(0), read.Long(1), address));
                }
            }
        }

        foreach (var (job, number, address) in changed)
        {
            using var update = new Statement(database, "UPDATE busy SET address = ?3 WHERE job = ?1 AND number = ?2");
            update.Bind(1, job).Bind(2, number).Bind(3, address).Run();
        }
    }

    private static void Run(Database database, string sql, long id, string? value)
    {
        using var statement = new Statement(database, sql);
        statement.Bind(1, id);
        (value is null && !sql.Contains("?2", StringComparison.Ordinal) ? statement : statement.Bind(2, value)).Run();
    }
}
