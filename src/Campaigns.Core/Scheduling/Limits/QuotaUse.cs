using NodaTime;

namespace Campaigns.Scheduling;

/// <summary>The used count of a quota in one period.</summary>
internal sealed class QuotaCount(string quota, long since)
{
    /// <summary>The quota's key.</summary>
    public string Quota => quota;

    /// <summary>The period, as <see cref="QuotaStretch.Since"/>.</summary>
    public long Since => since;

    public long Used { get; private set; }

    /// <summary>Whether the count differs from the stored count.</summary>
    public bool IsChanged { get; private set; }

    /// <summary>Takes over the stored count.</summary>
    public void Load(long used) => Used = Math.Max(Used, used);

    public void Debit() => Used++;

    public void GiveBack() => Used--;

    /// <returns>Whether the count was not marked before.</returns>
    public bool TryMarkChanged() => !IsChanged && (IsChanged = true);

    /// <summary>Notes that the count is written.</summary>
    public void Settle() => IsChanged = false;

    /// <summary>Whether the period is too old to be remembered. Such a period allows no attempts.</summary>
    public bool IsForgotten { get; set; }
}

/// <summary>
/// The used counts of a quota by period. Earlier periods are remembered, because a clock that is set back returns to them and must not free
/// any quota. A period before the earliest remembered one counts as used up.
/// </summary>
internal sealed class QuotaUse(string quota, DateTimeZone zone, QuotaPeriod period)
{
    /// <summary>The number of periods that are remembered: more than the hours of a day or the days of a month.</summary>
    public const int MostPeriods = 32;

    private readonly List<QuotaCount> _counts = []; // ordered by period

    public QuotaStretch At(long wall) => QuotaCalendar.At(zone, period, wall);

    /// <summary>The count of a period, created on first use.</summary>
    /// <param name="since">The period.</param>
    /// <param name="dropped">The count that is no longer remembered because of this one.</param>
    public QuotaCount CountOf(long since, out QuotaCount? dropped)
    {
        dropped = null;
        if (_counts.Find(count => count.Since == since) is { } known)
        {
            return known;
        }

        _counts.RemoveAll(count => count is { Used: 0, IsChanged: false });
        var added = new QuotaCount(quota, since) { IsForgotten = _counts.Count >= MostPeriods && since < _counts[0].Since };
        if (added.IsForgotten)
        {
            return added;
        }

        _counts.Insert(_counts.FindLastIndex(count => count.Since < since) + 1, added);
        if (_counts.Count > MostPeriods)
        {
            dropped = _counts[0];
            dropped.IsForgotten = true;
            _counts.RemoveAt(0);
        }

        return added;
    }

    /// <summary>The count of a period; null if it is not remembered.</summary>
    public QuotaCount? Find(long since) => _counts.Find(count => count.Since == since);
}
