using System.Diagnostics;
using Campaigns.Storage;

namespace Campaigns.Sqlite.Tests;

/// <summary>The sample in a separate process, killed halfway and run again.</summary>
[Trait("Category", "Process")]
public class QuickstartTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Quickstart_that_was_killed_goes_on_where_it_was()
    {
        for (var isKilled = false; !isKilled;)
        {
            using var folder = new StoreFolder();
            isKilled = await KillHalfWayAsync(folder.File);

            using var second = Start(folder.File);
            var output = await second.StandardOutput.ReadToEndAsync(Stop);
            await second.WaitForExitAsync(Stop);

            Assert.True(second.ExitCode == 0, output);
            Assert.Contains("rows were enrolled before, 0 now.", output, StringComparison.Ordinal);
            await AssertWholeAsync(folder.File);
        }
    }

    /// <returns>False if this process was delayed so long that the sample ended by itself, which proves nothing.</returns>
    private static async Task<bool> KillHalfWayAsync(string file)
    {
        using var first = Start(file);
        string? line;
        do
        {
            line = await first.StandardOutput.ReadLineAsync(Stop);
            Assert.NotNull(line);
        }
        while (Number(line, "completed") < 100);

        first.Kill();
        await first.WaitForExitAsync(Stop);
        return first.ExitCode != 0;
    }

    /// <summary>Checks that all contacts have ended, none was reached twice, and the counters equal a count of the rows.</summary>
    private static async Task AssertWholeAsync(string file)
    {
        using var store = new SqliteJobStore(file);
        await store.OpenAsync(DateTimeOffset.UnixEpoch, CancellationToken.None);
        var campaigns = new List<CampaignRecord>();
        await store.FindCampaignsAsync(CampaignQuery.Ended(null, 0, 10), campaigns, CancellationToken.None);
        var campaign = Assert.Single(campaigns);
        Assert.Equal(CampaignState.Completed, campaign.Row.State);
        var counted = new long[Counter.Count];
        var jobs = await store.Queries.ReadJobsAsync(new JobQuery(campaign.Row.Id, new PageLimits(10_000)), CancellationToken.None);
        Assert.Null(jobs.Next);
        foreach (var job in jobs.Items)
        {
            counted[Counter.Of(job.Row.State)]++;
            var attempts = await store.Queries.ReadAttemptsAsync(job.Row.Id, CancellationToken.None);
            Assert.Equal(Enumerable.Range(1, attempts.Count), attempts.Select(attempt => attempt.Number));
            Assert.True(attempts.Count(attempt => attempt.Outcome == AttemptOutcome.Completed) <= 1, "a contact was reached twice");
            foreach (var attempt in attempts)
            {
                Assert.Equal(AttemptState.Ended, attempt.State);
                counted[Counter.Of(attempt.Outcome)]++;
            }
        }

        var stored = Enumerable.Range(0, Counter.Count - 1).Select(counter => campaign.Lanes.Sum(lane => lane.Counters[counter]));
        Assert.Equal(counted[..(Counter.Count - 1)], stored);
        Assert.Equal(0, counted[Counter.Of(JobState.New)] + counted[Counter.Of(JobState.Waiting)] + counted[Counter.Of(JobState.Live)]);
    }

    private static Process Start(string database)
    {
        var sample = Path.Combine(
            AppContext.BaseDirectory.Replace("tests/Campaigns.Sqlite.Tests", "samples/Quickstart", StringComparison.Ordinal),
            "Quickstart.dll");
        return Process.Start(
            new ProcessStartInfo("dotnet", [sample, "--db", database, "--delay", "600"]) { RedirectStandardOutput = true })!;
    }

    /// <summary>The number before a word, as in "12 completed"; 0 if the word is missing.</summary>
    private static int Number(string line, string word)
    {
        var words = line.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries);
        var index = Array.IndexOf(words, word);
        return index > 0 && int.TryParse(words[index - 1], out var number) ? number : 0;
    }
}
