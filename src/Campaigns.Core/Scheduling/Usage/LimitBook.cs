using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>
/// Stores the usage of rates, so that a restart allows neither more nor fewer sends. Writes a rate with the commit that reserves its sends,
/// and again with the first commit after all of these sends are settled. A commit has one row per limit in use, regardless of its number of
/// attempts.
/// </summary>
internal sealed class LimitBook(SchedulerState state, QuotaBook quotas)
{
    /// <summary>The largest leap of the wall clock that may be unnoticed. A new process has no other clock to rely on.</summary>
    private const long UnseenLeap = TimeSpan.TicksPerSecond;

    private bool _hasChanged;

    public QuotaBook Quotas => quotas;

    /// <summary>Sets a rate and quotas. A null rate removes the limit.</summary>
    public void Change(LimitedEntry capped, RateLimit? rate, IReadOnlyList<Quota> inForce)
    {
        capped.Rate.Change(rate, state.Now.Mono);
        quotas.Change(capped, inForce);
        state.Used.Add(capped);
        _hasChanged = true;
    }

    /// <summary>Sets the shares of a rate and of quotas in place of the whole ones.</summary>
    public void Share(LimitedEntry capped, RateLimit? rate, IReadOnlyList<Quota> inForce)
    {
        capped.Rate.Change(rate, state.Now.Mono);
        quotas.Change(capped, inForce);
    }

    /// <summary>Whether a limit has changed since the last call.</summary>
    public bool TakeChange()
    {
        var hasChanged = _hasChanged;
        _hasChanged = false;
        return hasChanged;
    }

    /// <summary>
    /// Writes the stored rates again after the wall clock has leapt. Otherwise a restart would count the leap as elapsed time.
    /// </summary>
    public void Rewrite()
    {
        foreach (var capped in state.Limited)
        {
            if (capped.Rate.IsLimited && !(capped is CampaignEntry campaign && campaign.State.IsTerminal()))
            {
                state.Used.Add(capped);
            }
        }
    }

    /// <summary>Writes changed usage into the commit under way, if the commit contains anything else.</summary>
    public void Seal()
    {
        if (!state.Decisions.Batch.IsEmpty)
        {
            state.Used.Write(Write);
        }
    }

    /// <summary>
    /// Takes over the stored usage. A rate without stored usage starts with an empty allowance, because earlier sends are unknown.
    /// </summary>
    /// <param name="rows">The stored usage.</param>
    /// <param name="carried">The times this process knows, if it reads the store again.</param>
    public void Load(IReadOnlyList<UsageRow> rows, CarriedTimes? carried)
    {
        var rates = rows.Where(row => row.Quota.Length == 0).ToDictionary(row => (row.Scope, row.Name));
        foreach (var capped in state.Limited.Where(capped => capped.Rate.IsLimited))
        {
            if (rates.TryGetValue(capped.Limits, out var row))
            {
                Resume(capped, row, carried);
            }
            else
            {
                capped.Rate.Empty(state.Now.Mono);
                Write(capped);
            }
        }
    }

    /// <summary>
    /// Takes over the stored usage of an ended campaign. Without a row, the rate was unused when the campaign left memory.
    /// </summary>
    public void Load(CampaignEntry campaign, IReadOnlyList<UsageRow> rows)
    {
        foreach (var row in rows.Where(row => row.Quota.Length == 0 && campaign.Rate.IsLimited))
        {
            Resume(campaign, row, carried: null);
        }

        quotas.Load(campaign, rows);
    }

    private void Resume(LimitedEntry capped, UsageRow row, CarriedTimes? carried)
    {
        capped.NoteUsageStored();
        var next = state.Now.Mono + (row.Value - state.Now.Wall) + (carried is null ? UnseenLeap : 0);
        // Reserved sends may have gone out until now.
        var latest = row.Pending == 0 ? next : Math.Max(next, state.Now.Mono + (row.Pending * capped.Rate.Interval));
        capped.Rate.Resume(Math.Max(latest, carried?.NextOf(capped.Limits) ?? long.MinValue), state.Now.Mono);
        if (row.Pending > 0)
        {
            Write(capped);
        }
    }

    /// <returns>Whether usage must be written again later, because some reserved sends are not settled.</returns>
    private bool Write(LimitedEntry capped)
    {
        capped.Quotas?.Write(state.Decisions.Batch);
        if (!capped.Rate.IsLimited)
        {
            return false;
        }

        var (next, pending) = capped.Rate.Outlook(state.Now.Mono);
        var (scope, name) = capped.Limits;
        capped.NoteUsageStored();
        state.Decisions.Batch.Write(
            new UsageRow(scope, name, "", 0, Math.Min(Now.Never, state.Now.Wall + (next - state.Now.Mono)), pending));
        return pending > 0;
    }
}
