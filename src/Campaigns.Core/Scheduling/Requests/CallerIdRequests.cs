using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>Handles requests about caller ids: changes of their settings, and their status.</summary>
internal sealed class CallerIdRequests(SchedulerState state, LimitBook limits)
{
    /// <summary>Changes the settings of a number. Attempts committed under the old settings are judged again.</summary>
    /// <param name="provider">The provider's name.</param>
    /// <param name="number">The number in E.164 form.</param>
    /// <param name="settings">The settings; null for the registered ones.</param>
    public void Change(string provider, string number, CallerIdSettings? settings)
    {
        var entry = ProviderRequests.Find(state, provider).CallerIds?.Find(number)
            ?? throw CampaignException.NotFound($"caller id {CallerId.Mask(number)} of provider {TextLimits.Show(provider)}");
        var batch = state.Decisions.Batch;
        state.CallerIds.EnsureId(entry, batch);
        state.CallerIds.Write(entry, settings, batch);
        entry.Change(settings, state.Now.Mono);
        limits.Change(entry, null, entry.InForce);
        entry.NoteChange();
        state.Stop(state.Everything.Stop, new StopScope { Provider = provider });
    }

    /// <summary>Takes over the stored ids and settings.</summary>
    public void Load(IReadOnlyList<CallerIdRow> rows)
    {
        state.CallerIds.Load(rows, state.Now.Mono);
        foreach (var entry in state.CallerIds.All)
        {
            limits.Quotas.Change(entry, entry.InForce);
        }
    }

    /// <summary>The status of a provider's numbers, in order of registration.</summary>
    public static IReadOnlyList<CallerIdStatus> List(ProviderEntry provider, Now now) =>
        provider.CallerIds is { } pool ? [.. pool.Entries.Select(entry => StatusOf(entry, now))] : [];

    private static CallerIdStatus StatusOf(CallerIdEntry entry, Now now) => new(entry.Number, entry.StateAt(now.Mono))
    {
        Live = entry.Live,
        SentToday = entry.SentToday,
        Failures = entry.Failures,
        AvailableAt = entry.OpensAt(now) is var opens && opens > now.Mono && opens < long.MaxValue
            ? new DateTimeOffset(now.Wall + opens - now.Mono, TimeSpan.Zero)
            : null,
        Settings = entry.Settings,
    };
}
