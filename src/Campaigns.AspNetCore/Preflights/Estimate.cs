using System.Globalization;

namespace Campaigns.AspNetCore.Preflights;

/// <summary>Estimates how long one attempt per contact takes at least: the limit that needs the longest decides.</summary>
/// <param name="contacts">The number of contacts.</param>
/// <param name="perAttempt">How long an attempt takes.</param>
/// <param name="openShare">The share of the time in which windows are open.</param>
internal sealed class Estimate(long contacts, TimeSpan perAttempt, double openShare)
{
    private double _longest;
    private string? _boundBy;

    /// <summary>The number of contacts.</summary>
    public string Contacts => contacts.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Adds the limits of an owner.</summary>
    /// <param name="owner">Whose limits, for the answer: "the campaign".</param>
    /// <param name="maxConcurrent">The maximum number of live attempts.</param>
    /// <param name="rate">The rate limit; null for none.</param>
    /// <param name="quotas">The quotas.</param>
    public void Add(string owner, int maxConcurrent, RateLimit? rate, IReadOnlyList<Quota> quotas)
    {
        if (maxConcurrent < int.MaxValue)
        {
            Add(contacts * perAttempt.TotalSeconds / maxConcurrent / openShare, $"{Number(maxConcurrent)} live attempts of {owner}");
        }

        if (rate is not null)
        {
            Add(
                contacts * rate.Per.TotalSeconds / rate.Count / openShare,
                $"the rate of {owner}, {Number(rate.Count)} per {rate.Per.ToString("g", CultureInfo.InvariantCulture)}");
        }

        foreach (var quota in quotas)
        {
            var period = quota.Period switch
            {
                QuotaPeriod.Hour => TimeSpan.FromHours(1) / openShare,
                QuotaPeriod.Day => TimeSpan.FromDays(1),
                _ => TimeSpan.FromDays(28),
            };
            var periods = (contacts - 1) / quota.Count;
            Add(periods * period.TotalSeconds, $"the quota of {owner}, {Number(quota.Count)} a {Word(quota.Period)}");
        }
    }

    /// <summary>The estimate; null without contacts or limits.</summary>
    public EstimateBody? Body => contacts == 0 || _boundBy is null ? null : new()
    {
        AtLeast = TimeSpan.FromSeconds(Math.Min(Math.Round(_longest), TimeSpan.MaxValue.TotalSeconds / 2)),
        BoundBy = _boundBy,
    };

    private void Add(double seconds, string boundBy)
    {
        if (seconds > _longest || _boundBy is null)
        {
            (_longest, _boundBy) = (seconds, boundBy);
        }
    }

    private static string Number(int number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Word(QuotaPeriod period) => period.ToString().ToLowerInvariant();
}
