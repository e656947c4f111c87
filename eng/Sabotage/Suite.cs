namespace Campaigns.Sabotages;

/// <summary>The result of a sabotage.</summary>
/// <param name="Sabotage">The sabotage.</param>
/// <param name="Seeds">The number of seeds run, from seed 1.</param>
/// <param name="Violation">The judge's message of the first broken promise; null if none.</param>
internal sealed record Finding(Sabotage Sabotage, int Seeds, string? Violation)
{
    /// <summary>Whether the sabotaged Core could be compiled. If not, the violation says why.</summary>
    public bool IsSwitchedOn { get; init; } = true;

    public bool IsCaught => IsSwitchedOn && Violation is not null;

    /// <summary>The number of the broken promise; "none" if the run itself failed or no promise was broken.</summary>
    public string Promise => Violation?.Split("promise ") is [_, var rest, ..] ? rest.Split(':')[0] : "none";
}

/// <summary>Applies each sabotage alone, and counts the seeds until a promise is broken.</summary>
internal static class Suite
{
    /// <summary>
    /// The maximum number of seeds per sabotage. Most take one. Changes of Core change the draws; the rarest bug took 620 seeds.
    /// </summary>
    public const int MaxSeeds = 1_000;

    /// <summary>The number of seeds that the sound library, compiled the same way, must pass. The test of the promises runs more.</summary>
    public const int SoundSeeds = 40;

    /// <summary>Runs sabotages in parallel, one per processor.</summary>
    /// <param name="sabotages">The sabotages.</param>
    /// <param name="tell">Called for each finished sabotage, on any thread.</param>
    /// <returns>The findings, in the order of the sabotages.</returns>
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
