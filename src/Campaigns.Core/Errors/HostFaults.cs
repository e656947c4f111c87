namespace Campaigns;

/// <summary>The kinds of host code that the engine calls, apart from providers and the store.</summary>
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
    Gate,
    Check,
}

/// <summary>
/// Counts failures of host code after which the engine continued. Thread-safe. The engine loop reports the counts in log and metrics. Only
/// the type of an exception is kept, because its message may hold personal data such as a phone number.
/// </summary>
internal sealed class HostFaults
{
    public static readonly int Kinds = Enum.GetValues<HostCode>().Length;
    private readonly long[] _counts = new long[Kinds];
    private readonly string[] _last = [.. Enumerable.Repeat("", Kinds)];

    public void Note(HostCode code, Exception error) => Note(code, error.GetType().Name);

    /// <summary>Counts a failure.</summary>
    /// <param name="code">The kind of host code.</param>
    /// <param name="what">What failed, without text from the host.</param>
    public void Note(HostCode code, string what)
    {
        Volatile.Write(ref _last[(int)code], what);
        Interlocked.Increment(ref _counts[(int)code]);
    }

    public long Count(HostCode code) => Volatile.Read(ref _counts[(int)code]);

    public string Last(HostCode code) => Volatile.Read(ref _last[(int)code]);

    /// <summary>Runs an action that may call host code. A failure is counted and otherwise ignored.</summary>
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
