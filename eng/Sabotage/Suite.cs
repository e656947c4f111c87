namespace Campaigns.Sabotages;

/// <summary>What became of a sabotage.</summary>
/// <param name="Sabotage">The sabotage.</param>
/// <param name="Seeds">How many seeds it took, counted from seed 1.</param>
/// <param name="Violation">The first promise broken, in the judge's words; null when none was.</param>
internal sealed record Finding(Sabotage Sabotage, int Seeds, string? Violation)
{
    /// <summary>Whether the library with the sabotage in it could be compiled; if not, the violation says why.</summary>
    public bool IsSwitchedOn { get; init; } = true;

    public bool IsCaught => IsSwitchedOn && Violation is not null;

    /// <summary>The number of the promise that was broken; "none" when the run itself failed, or nothing did.</summary>
    public string Promise => Violation?.Split("promise ") is [_, var rest, ..] ? rest.Split(':')[0] : "none";
}

/// <summary>Switches each sabotage on alone, and counts the seeds until a promise is broken.</summary>
internal static class Suite
{
    /// <summary>How many seeds a sabotage may take. Most take one; a change of Core draws other runs, and the rarest took 620.</summary>
    public const int MaxSeeds = 1_000;

    /// <summary>How many seeds the sound library has to pass; the test of the promises runs 500 of them.</summary>
    public const int SoundSeeds = 200;

    /// <summary>Runs sabotages, one on each processor at a time.</summary>
    /// <param name="sabotages">The sabotages.</param>
    /// <param name="tell">Told of each as it ends, on any thread.</param>
    /// <returns>What became of them, in their order.</returns>
    public static IReadOnlyList<Finding> Run(IReadOnlyList<Sabotage> sabotages, Action<Finding>? tell = null)
    {
        var sources = new LibrarySources();
        var findings = new Finding[sabotages.Count];
        var next = -1;
        var threads = Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new Thread(Work)).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        return findings;

        void Work()
        {
            for (var i = Interlocked.Increment(ref next); i < sabotages.Count; i = Interlocked.Increment(ref next))
            {
                findings[i] = Try(sources, sabotages[i]);
                tell?.Invoke(findings[i]);
            }
        }
    }

    private static Finding Try(LibrarySources sources, Sabotage sabotage)
    {
        BrokenLibrary library;
        try
        {
            library = new BrokenLibrary(sources.Compile(sabotage));
        }
        catch (InvalidOperationException outOfDate)
        {
            return new Finding(sabotage, 0, $"it could not be switched on: {outOfDate.Message}") { IsSwitchedOn = false };
        }

        var seeds = sabotage == Sabotage.None ? SoundSeeds : MaxSeeds;
        try
        {
            for (var seed = 1; seed <= seeds; seed++)
            {
                if (library.Run(seed) is [var violation, ..])
                {
                    return new Finding(sabotage, seed, violation);
                }
            }

            return new Finding(sabotage, seeds, null);
        }
        finally
        {
            library.Unload();
        }
    }
}
