namespace Campaigns.Scheduling;

/// <summary>
/// Limits the questions to a provider: a few at a time, within its rate, and slower while it refuses them. No setting states most limits on
/// lookups, so the pace is learned. Each refusal doubles the interval between questions, and each answer shortens it slightly.
/// </summary>
internal sealed class LookUpPace(ProviderEntry provider)
{
    private const int MostAtOnce = 16;
    private const long FirstInterval = TimeSpan.TicksPerMillisecond * 10;
    private const long LongestInterval = TimeSpan.TicksPerSecond * 30;

    /// <summary>
    /// The longest interval of a rate that also applies to questions. A slower rate is meant for contacts, so questions then go once per
    /// second.
    /// </summary>
    private const long SlowestRate = TimeSpan.TicksPerSecond;

    private readonly PriorityQueue<LookUp, (long Due, long Order)> _lookUps = new();
    private readonly PriorityQueue<LookUp, (long Due, long Order)> _resolutions = new();
    private long _order;
    private long _notBefore = long.MinValue;
    private long _interval;
    private long _slowedAt = long.MinValue;

    /// <summary>The number of questions without an answer yet.</summary>
    public int UnderWay { get; private set; }

    public bool IsFull => UnderWay >= Math.Min(MostAtOnce, provider.MaxDispatching);

    public void Add(LookUp lookUp, long due) =>
        (lookUp.Kind == Request.Query ? _lookUps : _resolutions).Enqueue(lookUp, (due, _order++));

    /// <summary>
    /// When the next question may be asked, on the monotonic clock. <see cref="long.MaxValue"/> if none waits or an answer must come first.
    /// </summary>
    public long NextAt => IsFull ? long.MaxValue : Math.Max(Math.Min(DueOf(_lookUps), DueOf(_resolutions)), OpensAt);

    /// <summary>Removes and returns a question to ask now, if there is one.</summary>
    public bool TryTake(long mono, out LookUp lookUp)
    {
        lookUp = null!;
        if (IsFull || OpensAt > mono)
        {
            return false;
        }

        var queue = DueOf(_lookUps) <= mono ? _lookUps : _resolutions; // live attempts first
        if (DueOf(queue) > mono || !TryDebit(mono))
        {
            return false;
        }

        lookUp = queue.Dequeue();
        _notBefore = Math.Max(_notBefore, mono + _interval);
        return true;
    }

    public void Begin() => UnderWay++;

    public void End() => UnderWay--;

    public void SpeedUp() => _interval = _interval - (_interval / 16) - 1 is var less && less < FirstInterval / 4 ? 0 : less;

    /// <summary>Slows down. Questions that were asked together and fail together count once.</summary>
    public void SlowDown(LookUp lookUp, long mono)
    {
        if (lookUp.AskedAt >= _slowedAt)
        {
            _interval = Math.Clamp(_interval * 2, FirstInterval, LongestInterval);
            _slowedAt = mono;
            PauseUntil(mono + _interval);
        }
    }

    public void PauseUntil(long until) => _notBefore = Math.Max(_notBefore, until);

    private long OpensAt => Math.Max(_notBefore, provider.ThrottledUntil);

    /// <summary>
    /// Takes a send of the provider's rate for a question. At most every second send is a question, so that contacts are not delayed for
    /// long.
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

        if (rate.EnsureAllowance(mono))
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

    /// <summary>When the first question is due whose answer is still needed. Drops questions that are over.</summary>
    private static long DueOf(PriorityQueue<LookUp, (long Due, long Order)> queue)
    {
        while (queue.TryPeek(out var lookUp, out var priority))
        {
            if (!lookUp.IsOver)
            {
                return priority.Due;
            }

            queue.Dequeue();
        }

        return long.MaxValue;
    }
}
