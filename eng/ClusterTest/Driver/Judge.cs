using Campaigns.ClusterTest.World;
using Campaigns.Storage;
using Campaigns.Tests;
using Npgsql;

namespace Campaigns.ClusterTest.Driver;

/// <summary>Compares the provider's record with the tables, which it reads itself.</summary>
internal sealed class Judge(Provider provider, Feeder feeder)
{
    private const string Contacts = """
        select c.key, j.state from campaigns.contacts c join campaigns.current_jobs j on j.shard = c.shard and j.id = c.id
        """;

    private readonly List<string> _findings = [.. provider.Findings];

    /// <summary>The number of dispatches too many: each contact is to be reached once.</summary>
    public int Doubled { get; private set; }

    /// <summary>The number of contacts that were not reached, or of which the store tells something else.</summary>
    public int Lost { get; private set; }

    public IReadOnlyList<string> Findings => _findings;

    public async Task JudgeAsync(PostgreSqlServer server)
    {
        var reached = provider.Dispatches.GroupBy(dispatch => dispatch.Contact).ToDictionary(group => group.Key, group => group.ToList());
        foreach (var (contact, dispatches) in reached.Where(entry => entry.Value.Count > 1))
        {
            Doubled += dispatches.Count - 1;
            _findings.Add($"{contact} was reached {dispatches.Count} times: "
                + string.Join(", ", dispatches.Select(dispatch => $"{dispatch.Attempt} from silo {dispatch.Silo}")));
        }

        var held = await ReadAsync(server);
        foreach (var (contact, state) in held)
        {
            if (state != JobState.Completed || !reached.ContainsKey(contact))
            {
                Lose($"{contact} is {state}, and was {(reached.ContainsKey(contact) ? "" : "not ")}reached");
            }
        }

        foreach (var contact in reached.Keys.Where(contact => !held.ContainsKey(contact)))
        {
            Lose($"{contact} was reached, and the store does not know it");
        }

        foreach (var (tenant, fed) in feeder.Fed)
        {
            for (var number = 0; number < fed; number++)
            {
                if (TestTenants.ContactOf(tenant, number).Key is var contact && !held.ContainsKey(contact))
                {
                    Lose($"{contact} was enrolled, and the store does not know it");
                }
            }
        }
    }

    private void Lose(string finding)
    {
        Lost++;
        _findings.Add(finding);
    }

    private static async Task<Dictionary<string, JobState>> ReadAsync(PostgreSqlServer server)
    {
        await using var connection = new NpgsqlConnection($"{server.ConnectionString};Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(Contacts, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new Dictionary<string, JobState>();
        while (await reader.ReadAsync())
        {
            rows[reader.GetString(0)] = (JobState)reader.GetInt16(1);
        }

        return rows;
    }
}
