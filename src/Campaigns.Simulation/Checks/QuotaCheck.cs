using System.Globalization;
using Campaigns.Storage;

namespace Campaigns.Simulation;

/// <summary>
/// Judges quotas twice. It counts sends per period, as the clock of the quota's zone shows it. It also keeps a ledger of commits: the
/// commit that holds an attempt, or records it as not sent, must write the same usage.
/// </summary>
internal sealed class QuotaCheck(Judge judge)
{
    private readonly HashSet<(QuotaFacts Facts, (string Quota, DateTime Period) Key)> _touched = [];

    /// <summary>Judges a send against all quotas that may be in force.</summary>
    public void Sent(AttemptFacts attempt)
    {
        var (campaign, all, wall) = (attempt.Job.Campaign, judge.Books.Everything, judge.Kernel.Wall);
        var provider = judge.Books.Providers[attempt.Row.Provider];
        Sent(campaign.Quotas.Send(
            campaign.Row.Latest.Settings.Quotas, campaign.Row.Agree(row => row.Settings.Quotas), wall), attempt, "the campaign");
        var tenant = campaign.Tenant;
        Sent(tenant.Quotas.Send(
            tenant.Row.Latest.Settings.Quotas, tenant.Row.Agree(row => row.Settings.Quotas), wall), attempt, "the tenant");
        Sent(all.Quotas.Send(all.Row.Latest.Settings.Quotas, all.Row.Agree(row => row.Settings.Quotas), wall), attempt, "everything");
        Sent(provider.Quotas.Send(
            provider.Settings.Latest.Quotas, provider.Settings.Agree(settings => settings.Quotas), wall), attempt, "its provider");
        if (CallerIdOf(attempt) is { } callerId)
        {
            Sent(callerId.Quotas.Send(
                callerId.Settings.Latest.Quotas, callerId.Settings.Agree(settings => settings.Quotas), wall), attempt, "its caller id");
        }
    }

    private CallerIdFacts? CallerIdOf(AttemptFacts attempt) =>
        attempt.Row.CallerId is { } number ? judge.CallerIds.Find(attempt.Row.Provider, number) : null;

    /// <summary>Records the end of an attempt. An attempt that was not sent no longer counts.</summary>
    public void Ended(AttemptFacts attempt, AttemptOutcome outcome)
    {
        if (outcome == AttemptOutcome.NotSent)
        {
            attempt.Counted.ForEach(counted => Count(counted.Facts, counted.Key, -1));
            attempt.Counted.Clear();
        }
    }

    /// <summary>Judges the usage that a commit writes. The books already hold the commit.</summary>
    public void Judge(CommitBatch batch, List<AttemptFacts> intents)
    {
        foreach (var attempt in intents)
        {
            var campaign = attempt.Job.Campaign;
            var provider = judge.Books.Providers[attempt.Row.Provider];
            Decided(campaign.Quotas, campaign.Row.Latest.Settings.Quotas, attempt);
            Decided(campaign.Tenant.Quotas, campaign.Tenant.Row.Latest.Settings.Quotas, attempt);
            Decided(judge.Books.Everything.Quotas, judge.Books.Everything.Row.Latest.Settings.Quotas, attempt);
            Decided(provider.Quotas, provider.Settings.Latest.Quotas, attempt);
            if (CallerIdOf(attempt) is { } callerId)
            {
                Decided(callerId.Quotas, CallerIdFacts.Counted(callerId.Settings.Latest), attempt);
            }
        }

        foreach (var row in batch.Usage)
        {
            if (row.Quota.Length > 0 && Find(row) is { } facts)
            {
                var key = (row.Quota, new DateTime(row.Since));
                var used = facts.Used.GetValueOrDefault(key);
                var isForgotten = !row.IsKept && facts.IsOld(row.Quota, key.Item2);
                judge.Require(
                    isForgotten || used == (row.IsKept ? row.Value : 0), 3, () => $"{row} is written; {used} are used by the attempts");
                _touched.Remove((facts, key));
            }
        }

        judge.Require(
            _touched.Count == 0, 3, () => $"the usage of {_touched.First().Key} has changed, but is not written in the same commit");
        _touched.Clear();
    }

    private void Sent(Quota? broken, AttemptFacts attempt, string whose) =>
        judge.Require(broken is null, 3, () => $"{attempt} was sent after the quota of {whose} was used up, {broken}");

    private void Decided(QuotaFacts facts, IReadOnlyList<Quota> quotas, AttemptFacts attempt)
    {
        foreach (var quota in quotas)
        {
            var key = (QuotaFacts.NameOf(quota), QuotaFacts.PeriodOf(quota, new DateTimeOffset(attempt.Row.CommittedAt, TimeSpan.Zero)));
            Count(facts, key, 1);
            attempt.Counted.Add((facts, key));
            judge.Require(facts.Used[key] <= quota.Count, 3, () => $"{attempt} exceeds {quota}");
        }
    }

    private void Count(QuotaFacts facts, (string Quota, DateTime Period) key, int by)
    {
        facts.Used[key] = facts.Used.GetValueOrDefault(key) + by;
        _touched.Add((facts, key));
    }

    private QuotaFacts? Find(in UsageRow row) => row.Scope switch
    {
        LimitScope.Everything => judge.Books.Everything.Quotas,
        LimitScope.Tenant => judge.Books.Tenant(row.Name).Quotas,
        LimitScope.CallerId => judge.CallerIds.Find(
            row.Name[(row.Name.IndexOf(' ', StringComparison.Ordinal) + 1)..], row.Name.Split(' ')[0])?.Quotas,
        LimitScope.Provider => judge.Books.Providers.GetValueOrDefault(row.Name)?.Quotas,
        _ => judge.Books.Campaigns.GetValueOrDefault(long.Parse(row.Name, CultureInfo.InvariantCulture))?.Quotas,
    };
}
