namespace Campaigns.Scheduling;

/// <summary>
/// How fast a provider is asked: a few at a time, within its rate, and slower while it refuses. Most limits on look-ups stand in no
/// setting, so
/// the pace is learned: each refusal doubles the time between two questions, each answer takes a little off again.
/// </summary>
internal sealed class LookUpPace(ProviderEntry provider)
{
    private const int MostAtOnce = 16;
    private const long FirstInterval = TimeSpan.TicksPerMillisecond * 10;
    private const long LongestInterval = TimeSpan.TicksPerSecond * 30;

    /// <summary>What a rate slower than one a second is for contacts, not for questions: they go once a second.</summary>
    private const long SlowestRate = TimeSpan.TicksPerSecond;

    private readonly PriorityQueue<LookUp, (long Due, long Order)> _lookUps = new();
    private readonly PriorityQueue<LookUp, (long Due, long Order)> _resolutions = new();
    private long _order;
    private long _notBefore = long.MinValue;
    private long _interval;
    private long _slowedAt = long.MinValue;

    /// <summary>Questions that are not answered yet.</summary>
    public int UnderWay { get; private set; }

    public bool IsFull => UnderWay >= Math.Min(MostAtOnce, provider.MaxDispatching);

    public void Add(LookUp inquiry, long due) =>
        (inquiry.Kind == Request.Query ? _lookUps : _resolutions).Enqueue(inquiry, (due, _order++));

    /// <summary>When something may be asked; <see cref="long.MaxValue"/> when nothing waits, or an answer has to come first.</summary>
    public long NextAt => IsFull ? long.MaxValue : Math.Max(Math.Min(DueOf(_lookUps), DueOf(_resolutions)), OpensAt);

    /// <summary>Takes what to ask now, if anything.</summary>
    public bool TryTake(long mono, out LookUp inquiry)
    {
        inquiry = null!;
        if (IsFull || OpensAt > mono)
        {
            return false;
        }

        var queue = DueOf(_lookUps) <= mono ? _lookUps : _resolutions; // what is live first
        if (DueOf(queue) > mono || !TryDebit(mono))
        {
            return false;
        }

        inquiry = queue.Dequeue();
        _notBefore = Math.Max(_notBefore, mono + _interval);
        return true;
    }

    public void Begin() => UnderWay++;

    public void End() => UnderWay--;

    public void Answered() => _interval = _interval - (_interval / 16) - 1 is var less && less < FirstInterval / 4 ? 0 : less;

    /// <summary>Goes slower. Questions that were asked together and fail together count once.</summary>
    public void Failed(LookUp inquiry, long mono)
    {
        if (inquiry.AskedAt >= _slowedAt)
        {
            _interval = Math.Clamp(_interval * 2, FirstInterval, LongestInterval);
            _slowedAt = mono;
            LeaveAlone(mono + _interval);
        }
    }

    public void LeaveAlone(long until) => _notBefore = Math.Max(_notBefore, until);

    private long OpensAt => Math.Max(_notBefore, provider.ThrottledUntil);

    /// <summary>
    /// Takes a question's share of the provider's rate: every second send at most, so that contacts are not held up for long.
    /// </summary>
    private bool TryDebit(long mono)
    {
        var rate = provider.Rate;
        if (rate.Interval > SlowestRate)
        {
            _notBefore = mono + SlowestRate;
            return true;
        }

        if (!rate.IsLimited)
        {
            return true;
        }

        if (rate.IsOpen(mono))
        {
            rate.Reserve();
            if (rate.TrySend(mono))
            {
                _notBefore = mono + (2 * rate.Interval);
                return true;
            }
        }

        _notBefore = Math.Max(mono + 1, rate.OpensAt(mono));
        return false;
    }

    /// <summary>When the first is due that somebody still wants to know.</summary>
    private static long DueOf(PriorityQueue<LookUp, (long Due, long Order)> queue)
    {
        while (queue.TryPeek(out var inquiry, out var priority))
        {
            if (!inquiry.IsOver)
            {
                return priority.Due;
            }

            queue.Dequeue();
        }

        return long.MaxValue;
    }
}
