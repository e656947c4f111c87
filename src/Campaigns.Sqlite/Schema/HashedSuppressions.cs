using Campaigns.Storage;

namespace Campaigns.Sqlite;

/// <summary>
/// A part of the migration to schema version 6. Computes the keyed hashes of the entries of do-not-contact lists, which SQL cannot do.
/// </summary>
internal static class HashedSuppressions
{
    public static void Run(Database database)
    {
        using (var read = new Statement(database, "SELECT tenant, contact_key, channel, address FROM suppressions_before"))
        {
            var key = SuppressionTable.KeyOf(database);
            var table = new SuppressionTable(database);
            while (read.Step())
            {
                var (tenant, text) = (read.Text(0), read.TextOrNull(1) ?? read.Text(3));
                var hash = SuppressionRow.HashOf(key, tenant, text);
                table.Write(new SuppressionRow(
                    tenant, hash, !read.IsNull(1), read.TextOrNull(2), text, null, SuppressionReason.Unknown));
            }
        }

        database.Execute("DROP TABLE suppressions_before");
    }
}
