using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>
/// The quotas of one holder: a campaign, a tenant, everything or a provider. An attempt counts in the period of its decision, in the same
/// commit, and may be sent only in that period. An attempt not sent in time is decided again and counts in the period of the new decision.
/// </summary>
internal sealed class QuotaSet
{
    private readonly Dictionary<string, QuotaUse> _uses = []; // includes removed quotas, so that a restored quota continues its count
    private readonly List<QuotaCount> _changed = [];
    private IReadOnlyList<Quota> _inForce = QuotaList.None;
    private QuotaCount[] _current = [];

    public QuotaSet(LimitedEntry owner)
    {
        Owner = owner;
        Wake = new HeapNode<object>(this);
    }

    public LimitedEntry Owner { get; }

    /// <summary>Wakes the scheduler when the next period of any quota begins.</summary>
    public HeapNode<object> Wake { get; }

    /// <summary>Whether one more attempt may be decided.</summary>
    public bool IsOpen { get; private set; } = true;

    /// <summary>The earliest send time of attempts decided now, in UTC ticks: the start of the current periods.</summary>
    public long From { get; private set; }

    /// <summary>The latest send time of attempts decided now, in UTC ticks: the first end of a current period.</summary>
    public long Until { get; private set; } = Now.Never;

    /// <summary>The number of attempts that the current periods have left.</summary>
    public long Left
    {
        get
        {
            var left = long.MaxValue;
            for (var i = 0; i < _current.Length; i++)
            {
                left = Math.Min(left, LeftOf(i));
            }

            return left;
        }
    }

    /// <summary>The number of attempts that the current period of a quota in force has counted.</summary>
    public long UsedOf(int index) => _current[index].Used;

    /// <summary>Puts quotas in force. A quota with the same period and zone as an earlier one continues its count.</summary>
    public void Change(IReadOnlyList<Quota> quotas, long wall)
    {
        _inForce = quotas;
        foreach (var quota in quotas)
        {
            Use(quota.Key);
        }

        Roll(wall);
    }

    /// <summary>Takes over the stored count of one period.</summary>
    public void Load(string key, long since, long used)
    {
        key = Quota.KeyOf(key);
        if (TimeZoneData.IsKnown(key[(key.IndexOf(' ', StringComparison.Ordinal) + 1)..])) // a zone that no longer exists has no quota
        {
            var count = Use(key).CountOf(since, out _);
            count.Load(used);
        }
    }

    /// <summary>Moves to the periods of an instant.</summary>
    public void Roll(long wall)
    {
        (From, Until) = (0, Now.Never);
        _current = new QuotaCount[_inForce.Count];
        for (var i = 0; i < _current.Length; i++)
        {
            var use = Use(_inForce[i].Key);
            var stretch = use.At(wall);
            (From, Until) = (Math.Max(From, stretch.From), Math.Min(Until, stretch.Until));
            _current[i] = use.CountOf(stretch.Since, out var dropped);
            if (dropped is not null)
            {
                Note(dropped);
            }
        }

        Look();
    }

    /// <summary>Counts an attempt.</summary>
    /// <returns>The counts that include the attempt; null without quotas.</returns>
    public QuotaCount[]? Debit()
    {
        foreach (var count in _current)
        {
            count.Debit();
            Note(count);
        }

        Look();
        return _current.Length == 0 ? null : _current;
    }

    /// <summary>Withdraws an attempt that was certainly not sent from the periods that counted it.</summary>
    public void GiveBack(QuotaCount[] taken)
    {
        foreach (var count in taken)
        {
            count.GiveBack();
            Note(count);
        }

        Look();
    }

    /// <summary>Finds the counts that included an attempt before the store was read again.</summary>
    public QuotaCount[] Resume(QuotaCount[] taken) =>
        [.. taken.Select(count => _uses.GetValueOrDefault(count.Quota)?.Find(count.Since)).OfType<QuotaCount>()];

    /// <summary>The exhausted quota that ends last, and when its period ends in UTC ticks; null if no quota is exhausted.</summary>
    public (string Text, long Until)? UsedUp(long wall)
    {
        (string Text, long Until)? last = null;
        for (var i = 0; i < _current.Length; i++)
        {
            if (LeftOf(i) <= 0 && Use(_inForce[i].Key).At(wall).Until is var until && until > (last?.Until ?? 0))
            {
                last = (_inForce[i].Text, until);
            }
        }

        return last;
    }

    /// <summary>Writes the counts that the store does not hold yet.</summary>
    public void Write(CommitBatch batch)
    {
        var (scope, name) = Owner.Limits;
        foreach (var count in _changed)
        {
            count.Settle();
            batch.Write(
                new UsageRow(scope, name, count.Quota, count.Since, count.Used, 0) { IsKept = count is { Used: > 0, IsForgotten: false } });
        }

        _changed.Clear();
    }

    private QuotaUse Use(string key)
    {
        if (!_uses.TryGetValue(key, out var use))
        {
            var space = key.IndexOf(' ', StringComparison.Ordinal);
            _uses[key] = use = new QuotaUse(key, TimeZoneData.Of(key[(space + 1)..]), Enum.Parse<QuotaPeriod>(key[..space]));
        }

        return use;
    }

    private long LeftOf(int index) => _current[index].IsForgotten ? 0 : _inForce[index].Count - _current[index].Used;

    private void Look() => IsOpen = Left > 0;

    private void Note(QuotaCount count)
    {
        if (count.TryMarkChanged())
        {
            _changed.Add(count);
        }
    }
}
