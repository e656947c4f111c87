namespace Campaigns.Simulation;

/// <summary>
/// What the judge knows of the wall clock: how it has leapt, which of it an engine must know of, and which is lost, because a process died
/// before it could note it, or none was there. Sums of leaps, on the world's own clocks.
/// </summary>
internal sealed class ClockFacts(SimulationKernel kernel)
{
    private long _settled; // the most that an engine may count ahead by what it has seen
    private long _folded;
    private long _setBack;
    private int _unsettled;
    private int _process;
    private long _leaptAt;
    private DateTimeOffset _latestWall;

    /// <summary>The latest that the wall clock has shown.</summary>
    public DateTimeOffset LatestWall => kernel.Wall > _latestWall ? kernel.Wall : _latestWall;

    /// <summary>Until when leaps were lost, on the monotonic clock: a later process goes wrong by them over what was sent before.</summary>
    public long LostAt { get; private set; } = -1;

    /// <summary>
    /// When the wall clock last leapt, on the monotonic clock: a later process takes what was sent before for older, or younger, than it
    /// is.
    /// </summary>
    public long LeaptAt => _leaptAt;

    /// <summary>By how much a clock that counts on is ahead of one that was set back, at most.</summary>
    public long MostLead => _unsettled == 0 ? _settled : _settled + _setBack;

    /// <summary>The same, as far as each engine must know it.</summary>
    public long SureLead { get; private set; }

    /// <summary>The wall clock is about to leap.</summary>
    public void Leap(long by)
    {
        _latestWall = LatestWall;
        (_folded, _setBack) = (Math.Max(0, _folded - by), _setBack + Math.Max(0, -by));
        SureLead = by < 0 && _unsettled > 0 ? SureLead : Math.Max(0, SureLead - by); // an engine may see one leap where there were two
        (_unsettled, _leaptAt) = (2, kernel.Mono);
    }

    /// <summary>A commit of the process has taken effect: the second that began after a leap was decided in knowledge of it.</summary>
    public void Committed(int process, long begun)
    {
        if (process == _process && begun >= _leaptAt && _unsettled > 0)
        {
            if (--_unsettled == 0)
            {
                (_settled, _setBack) = (_folded, 0);
            }
        }
    }

    /// <summary>A process has read the store.</summary>
    public void Opened(int process)
    {
        if (process != _process && _unsettled > 0)
        {
            (LostAt, SureLead, _unsettled) = (kernel.Mono, 0, 0);
            _settled += _setBack; // what the clock regained meanwhile the next process does not know
            (_folded, _setBack) = (_settled, 0);
        }

        _process = process;
    }
}
