namespace Campaigns.Engine;

/// <summary>Requests about providers: what they report, and how they are used.</summary>
internal sealed partial class CampaignClient
{
    public Task<ReportReceipt> ReportAsync(ProviderReport report, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(report);
        report.FindProblems().ThrowIfAny("The report");
        return PostAsync(new ReportCommand(report), cancellation);
    }

    public Task<IReadOnlyList<UnmatchedReport>> ListUnmatchedReportsAsync(CancellationToken cancellation) =>
        AskAsync(scheduler => scheduler.Unmatched.List, cancellation);

    public Task DismissUnmatchedReportsAsync(DateTimeOffset until, CancellationToken cancellation) =>
        DoAsync(scheduler => scheduler.Unmatched.Dismiss(until), cancellation);

    public Task<IReadOnlyList<ProviderStatus>> ListProvidersAsync(CancellationToken cancellation) =>
        AskAsync(scheduler => scheduler.Providers.List(), cancellation);

    public Task ChangeProviderAsync(string provider, ProviderSettings settings, CancellationToken cancellation)
    {
        provider = Named.Of(provider);
        ArgumentNullException.ThrowIfNull(settings);
        var problems = new Problems();
        settings.AddProblems(problems, "");
        problems.ThrowIfAny("The change of the provider");
        return DoAsync(scheduler => scheduler.Providers.Change(provider, settings), cancellation);
    }

    public Task ResetProviderAsync(string provider, CancellationToken cancellation)
    {
        provider = Named.Of(provider);
        return DoAsync(scheduler => scheduler.Providers.Change(provider, null), cancellation);
    }
}
