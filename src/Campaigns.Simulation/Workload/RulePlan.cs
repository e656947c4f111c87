namespace Campaigns.Simulation;

/// <summary>
/// The rules of the host in a run: a gate that closes for some contacts and opens later, and a check that some campaigns name. The gate's
/// answer follows from the contact's key and the time, so the judge knows it without the engine.
/// </summary>
internal sealed class RulePlan
{
    /// <summary>The name of the check.</summary>
    public const string Check = "may I";

    private const int Kinds = 8;
    private readonly DateTimeOffset _start;

    /// <summary>Plans a run without rules of its own.</summary>
    public RulePlan(DateTimeOffset start) => _start = start;

    /// <summary>Whether the host has a gate.</summary>
    public bool HasGate { get; init; }

    /// <summary>The share of campaigns that name the check, of eight.</summary>
    public int Checked { get; init; }

    /// <summary>The check's time limit.</summary>
    public TimeSpan CheckTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often the gate closes for contacts that it closes again and again.</summary>
    public TimeSpan Period { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>The latest time after the call of a check at which its answer still counts.</summary>
    public TimeSpan LatestAnswer => CheckTimeout * 9 / 8;

    public static RulePlan Draw(Random random, DateTimeOffset start) => new(start)
    {
        HasGate = random.Next(2) == 0,
        Checked = random.Next(2) == 0 ? random.Next(2, 9) : 0,
        CheckTimeout = TimeSpan.FromSeconds(WorkloadGenerator.Any(random, 2, 5, 20)),
        Period = TimeSpan.FromSeconds(WorkloadGenerator.Any(random, 4, 20, 600)),
    };

    /// <summary>Whether the gate never lets a contact be contacted.</summary>
    public bool IsNever(string key) => HasGate && Hash(key) is var hash && hash % Kinds == 3 && hash / Kinds % 8 == 0;

    /// <summary>When the gate opens for a contact; an instant that is not in the future when it is open.</summary>
    public DateTimeOffset OpensAt(string key, DateTimeOffset now)
    {
        var hash = Hash(key);
        switch (HasGate ? hash % Kinds : Kinds)
        {
            case 0:
                return _start + TimeSpan.FromMinutes(hash / Kinds % 360);
            case 1 or 2:
                var since = now.UtcTicks % Period.Ticks;
                return since < Period.Ticks / 2 ? now.AddTicks((Period.Ticks / 2) - since) : now;
            default:
                return now;
        }
    }

    /// <summary>Whether the gate lets a contact be contacted.</summary>
    public bool IsOpen(string key, DateTimeOffset now) => !IsNever(key) && OpensAt(key, now) <= now;

    /// <summary>
    /// Whether the gate has been open long enough that the engine must have noticed. It looks again when the gate says, but not within a
    /// second.
    /// </summary>
    public bool IsKnownToBeOpen(string key, DateTimeOffset now) => IsOpen(key, now) && IsOpen(key, now - TimeSpan.FromSeconds(1));

    /// <summary>A hash that is the same in every process.</summary>
    private static uint Hash(string key)
    {
        var hash = 2_166_136_261u;
        foreach (var letter in key)
        {
            hash = unchecked((hash ^ letter) * 16_777_619u);
        }

        return hash ^ (hash >> 15);
    }
}
