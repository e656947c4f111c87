namespace Campaigns.Simulation;

/// <summary>
/// The judge's records of wall clock jumps: which jumps an engine must know of, and which are lost. A jump is lost if the process died
/// before it could record the jump, or if no process was running. All sums use the world's own clocks.
/// </summary>
internal sealed class ClockFacts(SimulationKernel kernel)
{
    private long _settled; // the largest lead an engine may have from the jumps it has seen
    private long _folded;
    private long _setBack;
    private int _unsettled;
    private int _process;
    private long _leaptAt;
    private DateTimeOffset _latestWall;

    /// <summary>The latest time the wall clock has shown.</summary>
    public DateTimeOffset LatestWall => kernel.Wall > _latestWall ? kernel.Wall : _latestWall;

    /// <summary>
    /// The monotonic time up to which jumps were lost. A later process misjudges the age of earlier sends by the lost jumps. -1 for none.
    /// </summary>
    public long LostAt { get; private set; } = -1;

    /// <summary>The monotonic time of the last wall clock jump. A later process misjudges the age of earlier sends.</summary>
    public long LeaptAt => _leaptAt;

    /// <summary>The largest possible lead of a clock that keeps counting over a wall clock that was set back.</summary>
    public long MostLead => _unsettled == 0 ? _settled : _settled + _setBack;

    /// <summary>The part of <see cref="MostLead"/> that every engine must know of.</summary>
    public long SureLead { get; private set; }

    /// <summary>Records a wall clock jump that is about to happen.</summary>
    public void Leap(long by)
    {
        _latestWall = LatestWall;
        (_folded, _setBack) = (Math.Max(0, _folded - by), _setBack + Math.Max(0, -by));
        SureLead = by < 0 && _unsettled > 0 ? SureLead : Math.Max(0, SureLead - by); // an engine may see two jumps as one
        (_unsettled, _leaptAt) = (2, kernel.Mono);
    }

    /// <summary>
    /// Records a commit that took effect. The second commit that began after a jump was decided with knowledge of the jump.
    /// </summary>
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

    /// <summary>Records that a process has read the store.</summary>
    public void Opened(int process)
    {
        if (process != _process && _unsettled > 0)
        {
            (LostAt, SureLead, _unsettled) = (kernel.Mono, 0, 0);
            _settled += _setBack; // the next process does not know what the clock regained meanwhile
            (_folded, _setBack) = (_settled, 0);
        }

        _process = process;
    }
}
