namespace Campaigns.Sqlite.Tests;

/// <summary>Quotas on a file: a process that is killed every hour sends exactly its twenty per day.</summary>
public sealed class QuotaFileTests : IDisposable
{
    private readonly StoreFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Process_that_is_killed_every_hour_sends_its_twenty_a_day()
    {
        var (sent, now) = (new List<DateTimeOffset>(), new DateTimeOffset(2026, 3, 28, 9, 0, 0, TimeSpan.Zero));
        for (var hour = 0; hour < 60; hour++)
        {
            using var store = SmallCampaign.Open($"{_folder.File}{hour}");
            using var harness = new CampaignHarness(options => options.Store = store, now);
            if (hour == 0)
            {
                Begin(harness);
            }

            harness.Advance(TimeSpan.FromHours(1));
            SmallCampaign.CopyFiles($"{_folder.File}{hour}", $"{_folder.File}{hour + 1}", "", "-wal"); // the files after a kill
            sent.AddRange(harness.Provider.Dispatches.Select(dispatch => dispatch.At));
            now = harness.Now;
        }

        var berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        Assert.Equal(
            [(28, 20), (29, 20), (30, 20)],
            sent.GroupBy(at => TimeZoneInfo.ConvertTime(at, berlin).Day).Select(day => (day.Key, day.Count())));
    }

    private static void Begin(CampaignHarness harness)
    {
        harness.Do(operations =>
            operations.ChangeTenantAsync("default", new TenantSettings { Quotas = [new Quota(20, QuotaPeriod.Day, "Europe/Berlin")] }));
        harness.Do(operations =>
            operations.ChangeProviderAsync("voice-1", new ProviderSettings { Quotas = [new Quota(30, QuotaPeriod.Day, "Europe/Berlin")] }));
        harness.Run(
            new CampaignDefinition { Name = "calls", Steps = [CampaignStep.Call(StepRetryPolicy.None)],
                Quotas = [new Quota(100, QuotaPeriod.Month)] },
            Enumerable.Range(1, 200).Select(i => new Contact($"p{i:D5}", $"+1555{i:D7}")));
    }
}
