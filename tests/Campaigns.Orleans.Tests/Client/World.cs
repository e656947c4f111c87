using System.Text;
using System.Text.RegularExpressions;
using Campaigns.Orleans.Client.Wire;

namespace Campaigns.Orleans.Tests.Client;

/// <summary>One of two systems that get the same requests. Answers are texts without the ids that the systems give.</summary>
internal sealed partial class World(ShardsInMemory shards, ICampaignClient client, ICampaignReports reports, ICampaignOperations operations)
{
    public ICampaignClient Client => client;

    public ICampaignReports Reports => reports;

    public ICampaignOperations Operations => operations;

    /// <summary>The campaigns so far, in order of creation.</summary>
    public List<CampaignId> Campaigns { get; } = [];

    public DateTimeOffset Now => shards.Time.GetUtcNow();

    public void Advance() => shards.Time.Advance(TimeSpan.FromSeconds(1));

    public async Task<string> RunAsync(Func<World, Task<string>> request)
    {
        try
        {
            return Mask(await request(this));
        }
        catch (Exception error) when (error is CampaignException or ArgumentException)
        {
            return Mask($"{error.GetType().Name} {(error as CampaignException)?.Error} {error.Message}");
        }
    }

    /// <summary>The statistics of all campaigns.</summary>
    public async Task<string> StateAsync()
    {
        var text = new StringBuilder();
        foreach (var campaign in Campaigns)
        {
            text.Append(Text(await client.GetStatisticsAsync(campaign)));
        }

        return Mask(text.ToString());
    }

    public static string Text<T>(T answer) => Encoding.UTF8.GetString(ShardJson.Write(answer));

    public static string Lines<T>(IEnumerable<T> answers) => string.Join('\n', answers.Select(Text));

    private string Mask(string text)
    {
        text = Owner().Replace(text, "");
        text = Sequence().Replace(Attempt().Replace(text, "\"Attempt\":$1"), "");
        for (var i = 0; i < Campaigns.Count; i++)
        {
            text = Regex.Replace(text, $"(\"Value\":|ampaign |of ){Campaigns[i]}(?![0-9])", $"$1#{i}");
        }

        return Job().Replace(Rate().Replace(text, ""), "Job");
    }

    [GeneratedRegex("\"Attempt\":\\{\"Store\":[0-9]+,\"Job\":[0-9]+,\"Number\":([0-9]+)\\}")]
    private static partial Regex Attempt();

    [GeneratedRegex("\"Sequence\":[0-9]+,")]
    private static partial Regex Sequence();

    [GeneratedRegex(",\"Owner\":(null|\\{[^}]*\\})")]
    private static partial Regex Owner();

    [GeneratedRegex("Job [0-9]+")]
    private static partial Regex Job();

    /// <summary>Rates and estimates depend on when the engine last looked at the clock.</summary>
    [GeneratedRegex("\"(AttemptsPerSecond|EstimatedFinish)\":[^,}]+")]
    private static partial Regex Rate();
}
