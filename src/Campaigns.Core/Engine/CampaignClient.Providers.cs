namespace Campaigns.Engine;

/// <summary>Requests about providers: their reports and their settings.</summary>
internal sealed partial class CampaignClient
{
    public Task<ReportReceipt> ReportAsync(ProviderReport report, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(report);
        report.FindProblems().ThrowIfAny("The report");
        return PostAsync(new ReportCommand(report), cancellationToken);
    }

    public Task DismissUnmatchedReportsAsync(DateTimeOffset until, CancellationToken cancellationToken) =>
        DoAsync(scheduler => scheduler.Unmatched.Dismiss(until), cancellationToken);

    public Task<IReadOnlyList<ProviderStatus>> ListProvidersAsync(CancellationToken cancellationToken) =>
        AskAsync(scheduler => scheduler.Providers.List(), cancellationToken);

    public Task ChangeProviderAsync(string provider, ProviderSettings settings, CancellationToken cancellationToken)
    {
        provider = Named.Of(provider);
        ArgumentNullException.ThrowIfNull(settings);
        var problems = new Problems();
        settings.AddProblems(problems, "");
        problems.ThrowIfAny("The change of the provider");
        return DoAsync(scheduler => scheduler.Providers.Change(provider, settings), cancellationToken);
    }

    public Task ResetProviderAsync(string provider, CancellationToken cancellationToken)
    {
        provider = Named.Of(provider);
        return DoAsync(scheduler => scheduler.Providers.Change(provider, null), cancellationToken);
    }

    public Task CloseCircuitAsync(string provider, CancellationToken cancellationToken)
    {
        provider = Named.Of(provider);
        return DoAsync(scheduler => scheduler.Providers.CloseCircuit(provider), cancellationToken);
    }

    public Task ChangeCallerIdAsync(string provider, string number, CallerIdSettings settings, CancellationToken cancellationToken)
    {
        provider = Named.Of(provider);
        ArgumentNullException.ThrowIfNull(number);
        ArgumentNullException.ThrowIfNull(settings);
        var problems = new Problems();
        settings.AddProblems(problems, "");
        problems.ThrowIfAny("The change of the caller id");
        return DoAsync(scheduler => scheduler.CallerIds.Change(provider, CallerId.Canonical(number), settings), cancellationToken);
    }

    public Task ResetCallerIdAsync(string provider, string number, CancellationToken cancellationToken)
    {
        provider = Named.Of(provider);
        ArgumentNullException.ThrowIfNull(number);
        return DoAsync(scheduler => scheduler.CallerIds.Change(provider, CallerId.Canonical(number), null), cancellationToken);
    }
}
