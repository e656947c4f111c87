namespace Campaigns.Samples.CampaignHost.Simulated;

/// <summary>The random draws of the simulation, with a seed. Thread-safe.</summary>
internal sealed class Chance(int seed, bool hasFaults)
{
    private readonly Lock _lock = new();
    private readonly Random _random = new(seed);

    /// <summary>Whether an interface fails this time.</summary>
    /// <param name="percent">How often, of 100.</param>
    public bool Fails(double percent) => hasFaults && Next() < percent / 100;

    /// <summary>A number from 0 to below 1.</summary>
    public double Next()
    {
        lock (_lock)
        {
            return _random.NextDouble();
        }
    }

    /// <summary>A duration between two.</summary>
    public TimeSpan Between(TimeSpan shortest, TimeSpan longest) => shortest + ((longest - shortest) * Next());
}
