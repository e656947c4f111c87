using Campaigns.Storage;

namespace Campaigns.Sqlite;

/// <summary>Reads the attempts of a job, or the attempt with a provider's call id.</summary>
internal sealed class AttemptReader(Database database)
{
    internal const string ByCall = $"""
        SELECT {AttemptColumns.List} FROM attempts a WHERE a.provider = ?1 AND a.provider_call_id = ?2
        ORDER BY a.committed_at DESC, a.job DESC, a.number DESC LIMIT 1
        """;

    private readonly Statement _ofJob =
        database.Prepare($"SELECT {AttemptColumns.List} FROM attempts a WHERE a.job = ?1 ORDER BY a.number");

    private readonly Statement _byCall = database.Prepare(ByCall);
    private readonly FormerContacts _former = new(database);

    public List<AttemptRow> ReadOfJob(long job)
    {
        var rows = new List<AttemptRow>();
        _ofJob.Bind(1, job);
        while (_ofJob.Step())
        {
            rows.Add(_former.Of(AttemptColumns.Read(_ofJob, 0)));
        }

        return rows;
    }

    public AttemptRow? Find(string provider, string callId)
    {
        AttemptRow? attempt = _byCall.Bind(1, provider).Bind(2, callId).Step() ? AttemptColumns.Read(_byCall, 0) : null;
        _byCall.Reset();
        return attempt is { } found ? _former.Of(found) : null;
    }
}
