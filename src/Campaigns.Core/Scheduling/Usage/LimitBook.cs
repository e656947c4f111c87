using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>
/// Keeps in the store how far rates are used up, so that a restart lets neither more through nor less. A rate is written with the commit
/// whose sends it foresees, and once more with the first commit after all of them have come about: a row for each limit in use, however
/// many attempts a commit has.
/// </summary>
internal sealed class LimitBook(SchedulerState state, QuotaBook quotas)
{
    /// <summary>What the wall clock may have leapt by without being noticed: a new process has nothing else to go by.</summary>
    private const long UnseenLeap = TimeSpan.TicksPerSecond;

    public QuotaBook Quotas => quotas;

    /// <summary>Sets a rate, null for none, and quotas.</summary>
    public void Change(LimitedEntry capped, RateLimit? rate, IReadOnlyList<Quota> inForce)
    {
        capped.Rate.Change(rate, state.Now.Mono);
        quotas.Change(capped, inForce);
        state.Used.Add(capped);
    }

    /// <summary>The wall clock has leapt: what the store holds is written anew, or a restart would count by the leap.</summary>
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

    /// <summary>Writes what has changed into the commit under way, if there is anything else to commit.</summary>
    public void Seal()
    {
        if (!state.Decisions.Batch.IsEmpty)
        {
            state.Used.Write(Write);
        }
    }

    /// <summary>
    /// Takes over what the store holds. Of a rate that it does not know, nobody knows what was sent: it begins with nothing to give.
    /// </summary>
    /// <param name="rows">What the store holds.</param>
    /// <param name="carried">What this process knows, if the store is read again.</param>
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
    /// Takes over what the store holds of a campaign that has ended. One of which it holds nothing has left memory when its rate was free.
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
        // those may have gone out until now
        var latest = row.Pending == 0 ? next : Math.Max(next, state.Now.Mono + (row.Pending * capped.Rate.Interval));
        capped.Rate.Resume(Math.Max(latest, carried?.NextOf(capped.Limits) ?? long.MinValue), state.Now.Mono);
        if (row.Pending > 0)
        {
            Write(capped);
        }
    }

    /// <returns>Whether there is more to write: not all that is foreseen has come about.</returns>
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
