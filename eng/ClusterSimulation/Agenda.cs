namespace Campaigns.ClusterSimulation;

/// <summary>Virtual time: what happens when, in order. Times are in ticks.</summary>
internal sealed class Agenda
{
    private readonly PriorityQueue<Action, (long At, long Order)> _events = new();
    private long _order;

    public long Now { get; private set; }

    public static long Milliseconds(double count) => (long)(count * TimeSpan.TicksPerMillisecond);

    public static long Seconds(double count) => (long)(count * TimeSpan.TicksPerSecond);

    /// <summary>Does something after a time.</summary>
    public void After(long delay, Action action) => _events.Enqueue(action, (Now + Math.Max(0, delay), _order++));

    /// <summary>Runs until a time.</summary>
    public void RunUntil(long end)
    {
        while (_events.TryPeek(out _, out var next) && next.At <= end)
        {
            Now = next.At;
            _events.Dequeue()();
        }

        Now = end;
    }
}
