namespace Campaigns.Samples.Quickstart;

/// <summary>
/// The run itself, as in your own program. The README also shows the part between the marks. The code is the same for both clocks; the
/// options select the clock.
/// </summary>
internal static class Core
{
    public static async Task<RunResult> RunAsync(
        CampaignsOptions options, SampleOptions wanted, ContactFile file, ShowFigures show, CancellationToken stop)
    {
        var time = options.TimeProvider ?? TimeProvider.System;
        using var provider = new SimulatedProvider(time, options.TaskScheduler);
        var (key, retries, maxConcurrent) = (wanted.Key, wanted.Retries, wanted.MaxConcurrent);
        var (start, contacts) = (wanted.Start?.On(time.GetUtcNow(), time.LocalTimeZone), file.Read());

        // <quickstart>
        // options is a new CampaignsOptions with a store; provider places the calls; your own has one method, DispatchAsync.
        options.AddProvider(Channels.Voice, provider);
        await using var engine = new CampaignEngine(options);
        await engine.StartAsync();
        var client = engine.Client;
        provider.Reports = engine.Reports; // it reports the end of each call by ReportAsync

        var campaign = await client.CreateAsync(new CampaignDefinition
        {
            Name = "Quickstart",
            Key = key, // on a database, a second run finds the campaign by its key and continues
            Steps = [CampaignStep.Call(retries)], // such as StepRetryPolicy.Fixed(3, TimeSpan.FromHours(1))
            MaxConcurrent = maxConcurrent,
            Start = start, // null: immediately
        });
        var enrollment = await client.AddContactsAsync(campaign, contacts); // includes the refused rows with their reasons
        await client.StartAsync(campaign);

        var statistics = await client.GetStatisticsAsync(campaign);
        while (!statistics.State.IsTerminal() && !stop.IsCancellationRequested)
        {
            show(statistics, time.GetUtcNow());
            await Task.Delay(TimeSpan.FromSeconds(1), time);
            statistics = await client.GetStatisticsAsync(campaign);
        }

        // </quickstart>
        return await RunResult.CollectAsync(client, statistics, enrollment, file, provider);
    }
}
