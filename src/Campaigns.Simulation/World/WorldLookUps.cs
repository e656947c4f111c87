namespace Campaigns.Simulation;

/// <summary>The faults of a lookup.</summary>
internal enum LookUpFault
{
    None,
    Hangs,
    Throws,
    AsksForTime,
    CannotSay,
}

/// <summary>
/// Simulates how a provider answers lookups: it fails some, fails all during an outage, and refuses those above its rate. Informs the judge
/// of the lookups in progress.
/// </summary>
internal sealed class WorldLookUps(SimulatedWorld world, string provider)
{
    private readonly int _mostPerSecond = new[] { int.MaxValue, 20, 3 }[world.Next(3)];
    private readonly bool _saysWhen = world.Next(2) == 0;
    private readonly Queue<long> _recent = [];

    /// <summary>The time until which all lookups fail, on the monotonic clock.</summary>
    public long DownUntil { get; set; }

    /// <summary>Begins a lookup.</summary>
    /// <returns>The fault of the lookup.</returns>
    public LookUpFault Begin(SimulatedProcess process, AttemptFacts attempt)
    {
        world.Judge.LookUps.Begun(provider, attempt);
        var fault = Draw();
        if (fault is LookUpFault.Hangs or LookUpFault.Throws)
        {
            attempt.LookUpFailed(process.Number);
        }

        return fault;
    }

    public void End(AttemptFacts attempt) => world.Judge.LookUps.Ended(attempt);

    private LookUpFault Draw()
    {
        var (mono, fails) = (world.Kernel.Mono, world.Faults.LookUpFails);
        while (_recent.TryPeek(out var oldest) && oldest <= mono - TimeSpan.TicksPerSecond)
        {
            _recent.Dequeue();
        }

        if (_recent.Count >= _mostPerSecond)
        {
            return _saysWhen ? LookUpFault.AsksForTime : LookUpFault.Throws;
        }

        _recent.Enqueue(mono);
        return mono < DownUntil ? LookUpFault.Throws
            : world.Fault(fails / 3) ? LookUpFault.Hangs
            : world.Fault(fails / 3) ? LookUpFault.Throws
            : world.Fault(fails / 6) ? LookUpFault.AsksForTime
            : world.Fault(fails / 6) ? LookUpFault.CannotSay
            : LookUpFault.None;
    }
}
