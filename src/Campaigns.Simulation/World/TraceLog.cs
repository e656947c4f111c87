namespace Campaigns.Simulation;

/// <summary>The kinds of hashed events.</summary>
internal enum TraceEvent
{
    Open = 1,
    Commit,
    Send,
    Told,
    Crash,
    Jump,
    Request,
}

/// <summary>A hash over all events and their times, and optionally a line per event.</summary>
internal sealed class TraceLog(bool keep)
{
    private const ulong Prime = 1_099_511_628_211;

    public ulong Hash { get; private set; } = 14_695_981_039_346_656_037;

    public List<string> Lines { get; } = [];

    public void Note(SimulationKernel kernel, TraceEvent happened, long first, long second)
    {
        Mix((ulong)happened);
        Mix((ulong)first);
        Mix((ulong)second);
        Mix((ulong)kernel.Mono);
        if (keep)
        {
            Say(kernel, $"{happened} {first} {second}");
        }
    }

    public void Say(SimulationKernel kernel, string what)
    {
        if (keep)
        {
            Lines.Add($"{TimeSpan.FromTicks(kernel.Mono)} {kernel.Wall:O} {what}");
        }
    }

    public bool IsKept => keep;

    /// <summary>FNV-1a, eight bytes at a time.</summary>
    private void Mix(ulong value) => Hash = (Hash ^ value ^ (value >> 32)) * Prime;
}
