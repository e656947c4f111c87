using Campaigns.Engine;

namespace Campaigns.Tests;

/// <summary>Fictional contacts and the campaigns that most tests need.</summary>
internal static class People
{
    public static readonly DateTimeOffset Nine = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);

    public static Contact One(string key = "ann") => new(key, "+1 555 010 0001");

    public static IEnumerable<Contact> Many(int count, string prefix = "p") =>
        Enumerable.Range(1, count).Select(i => new Contact($"{prefix}{i:D5}", $"+1555{i:D7}"));

    /// <summary>The given number of people, with numbers that <see cref="Many"/> does not use.</summary>
    public static IEnumerable<Contact> Others(int count, string prefix = "other") =>
        Many(count, prefix).Select(person => new Contact(person.Key, $"+44{person.Phone.Reveal()[2..]}"));

    public static CampaignDefinition Calls(StepRetryPolicy retry, int maxConcurrent = 10, string name = "calls") => new()
    {
        Name = name,
        Steps = [CampaignStep.Call(retry)],
        MaxConcurrent = maxConcurrent,
    };

    /// <summary>The number of jobs that the scheduler holds in memory.</summary>
    public static int JobsInMemory(this CampaignHarness harness) =>
        harness.Do(
            (ICampaignClient client) => ((CampaignClient)client).AskAsync(scheduler => scheduler.State.Jobs.Count, CancellationToken.None));

    /// <summary>The number of campaigns that the scheduler holds in memory.</summary>
    public static int CampaignsInMemory(this CampaignHarness harness) =>
        harness.Do(
            (ICampaignClient client) => ((CampaignClient)client).AskAsync(
                scheduler => scheduler.State.Campaigns.Count, CancellationToken.None));

    public static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);

    public static TimeSpan Minutes(double minutes) => TimeSpan.FromMinutes(minutes);

    public static TimeSpan Hours(double hours) => TimeSpan.FromHours(hours);
}
