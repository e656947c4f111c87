using Campaigns.Storage;

namespace Campaigns.Sqlite;

/// <summary>
/// Reads contacts as they were when attempts went to them, where they have changed since. Most never do: then each look is one into an
/// empty table.
/// </summary>
internal sealed class FormerContacts(Database database)
{
    private readonly Statement _find = database.Prepare(
        """
        SELECT c.key, f.phone, f.zone, f.addresses, f.data, c.protocol FROM former_contacts f CROSS JOIN contacts c ON c.id = f.job
        WHERE f.job = ?1 AND f.last >= ?2 ORDER BY f.last LIMIT 1
        """);

    /// <summary>The contact that an attempt went to, if it has changed since; null for none.</summary>
    public Contact? Find(long job, int number)
    {
        var contact = _find.Bind(1, job).Bind(2, number).Step() ? JobColumns.ReadContact(_find, 0) : null;
        _find.Reset();
        return contact;
    }

    /// <summary>The attempt with the contact that it went to.</summary>
    public AttemptRow Of(AttemptRow attempt) => attempt with { Contact = Find(attempt.Job, attempt.Number) };
}
