using Npgsql;

namespace Campaigns.PgFaults;

/// <summary>What the provider and the database show at the end.</summary>
/// <param name="Dispatches">The number of attempts that reached the provider.</param>
/// <param name="Doubled">The number of attempts too many: each contact is to be reached once.</param>
/// <param name="Lost">The number of contacts that were not reached, or of which the store tells something else.</param>
/// <param name="Findings">A description of each.</param>
internal sealed record StageVerdict(int Dispatches, int Doubled, int Lost, IReadOnlyList<string> Findings)
{
    public static StageVerdict operator +(StageVerdict one, StageVerdict other) => new(
        one.Dispatches + other.Dispatches, one.Doubled + other.Doubled, one.Lost + other.Lost, [.. one.Findings, .. other.Findings]);
}

/// <summary>Compares the provider's record with the tables, which it reads itself.</summary>
internal static class StageAudit
{
    private const string Contacts = """
        select c.key, j.state from campaigns.contacts c join campaigns.current_jobs j on j.shard = c.shard and j.id = c.id
        """;

    private const string Attempts = """
        select c.key, a.number, a.state, a.outcome
        from campaigns.contacts c join campaigns.all_attempts a on a.shard = c.shard and a.job = c.id
        """;

    public static async Task<StageVerdict> JudgeAsync(FaultStage stage, PostgreSqlServer server)
    {
        var findings = new List<string>();
        var dispatches = stage.Provider.Dispatches.ToList();
        var doubled = CountDoubled(dispatches, findings);
        var told = findings.Count;
        await using var connection = new NpgsqlConnection($"{server.ConnectionTo(stage.Settings.Database)};Pooling=false");
        await connection.OpenAsync();
        var contacts = await ReadAsync(connection, Contacts, row => (Key: row.GetString(0), State: (JobState)row.GetInt16(1)));
        var attempts = await ReadAsync(
            connection, Attempts,
            row => (Contact: row.GetString(0), Number: row.GetInt32(1), State: (AttemptState)row.GetInt16(2),
                Outcome: (AttemptOutcome)row.GetInt16(3)));
        if (contacts.Count < stage.Enrolled || contacts.Select(contact => contact.Key).Distinct().Count() != contacts.Count)
        {
            findings.Add($"{stage.Enrolled} contacts were enrolled, the store holds {contacts.Count}");
        }

        findings.AddRange(
            from contact in contacts where contact.State != JobState.Completed select $"contact {contact.Key} is {contact.State}");
        var sent = dispatches.ToHashSet();
        findings.AddRange(
            from attempt in attempts
            let wasSent = sent.Contains((attempt.Contact, attempt.Number))
            where attempt.State != AttemptState.Ended
                || attempt.Outcome != (wasSent ? AttemptOutcome.Completed : AttemptOutcome.NotSent)
            select $"attempt {attempt.Number} of {attempt.Contact} is {attempt.State} {attempt.Outcome}, {(wasSent ? "" : "not ")}sent");
        var held = attempts.Select(attempt => (attempt.Contact, attempt.Number)).ToHashSet();
        findings.AddRange(from dispatch in sent where !held.Contains(dispatch) select $"the store does not know the call to {dispatch}");
        return new StageVerdict(dispatches.Count, doubled, findings.Count - told, findings);
    }

    /// <summary>Counts the attempts that reached somebody once more.</summary>
    public static int CountDoubled(IReadOnlyCollection<(string Contact, int Number)> dispatches, List<string> findings)
    {
        var often = dispatches.GroupBy(dispatch => dispatch.Contact).Where(group => group.Skip(1).Any()).ToList();
        findings.AddRange(often.Select(group => $"{group.Key} was reached {group.Count()} times"));
        return often.Sum(group => group.Count() - 1);
    }

    private static async Task<List<T>> ReadAsync<T>(NpgsqlConnection connection, string sql, Func<NpgsqlDataReader, T> read)
    {
        var rows = new List<T>();
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            rows.Add(read(reader));
        }

        return rows;
    }
}
