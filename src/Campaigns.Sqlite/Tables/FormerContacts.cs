using Campaigns.Storage;

namespace Campaigns.Sqlite;

/// <summary>
/// Reads the former values of changed contacts for their earlier attempts. Most contacts never change, so most lookups hit an empty table.
/// </summary>
internal sealed class FormerContacts(Database database)
{
    private readonly Statement _find = database.Prepare(
        """
        SELECT c.key, f.phone, f.zone, f.addresses, f.data, c.protocol FROM former_contacts f CROSS JOIN contacts c ON c.id = f.job
        WHERE f.job = ?1 AND f.last >= ?2 ORDER BY f.last LIMIT 1
        """);

    /// <summary>The former contact of an attempt; null if the contact has not changed since.</summary>
    public Contact? Find(long job, int number)
    {
        var contact = _find.Bind(1, job).Bind(2, number).Step() ? JobColumns.ReadContact(_find, 0) : null;
        _find.Reset();
        return contact;
    }

    /// <summary>Returns the attempt with its former contact.</summary>
    public AttemptRow Of(AttemptRow attempt) => attempt with { Contact = Find(attempt.Job, attempt.Number) };
}
