namespace Campaigns;

/// <summary>What a host gives the engine besides providers and a store, and the engine calls.</summary>
internal enum HostCode
{
    Strategy,
    Router,
    Template,
    NumberingPlans,
    Random,
    Logger,
    Metrics,
    Traces,
}

/// <summary>
/// Counts what of a host's code failed where the engine went on without it. Written from any thread; the loop tells it in log and metrics.
/// Of an exception only the type is kept: its message may hold anything, a phone number too.
/// </summary>
internal sealed class HostFaults
{
    public static readonly int Kinds = Enum.GetValues<HostCode>().Length;
    private readonly long[] _counts = new long[Kinds];
    private readonly string[] _last = [.. Enumerable.Repeat("", Kinds)];

    public void Note(HostCode code, Exception error) => Note(code, error.GetType().Name);

    /// <summary>Counts a failure.</summary>
    /// <param name="code">Whose.</param>
    /// <param name="what">What it did, in words of ours.</param>
    public void Note(HostCode code, string what)
    {
        Volatile.Write(ref _last[(int)code], what);
        Interlocked.Increment(ref _counts[(int)code]);
    }

    public long Count(HostCode code) => Volatile.Read(ref _counts[(int)code]);

    public string Last(HostCode code) => Volatile.Read(ref _last[(int)code]);

    /// <summary>Does something that may call a host's code, and nothing if that fails.</summary>
    public void Guard(HostCode code, Action act)
    {
        try
        {
            act();
        }
        catch (Exception error)
        {
            Note(code, error);
        }
    }
}
