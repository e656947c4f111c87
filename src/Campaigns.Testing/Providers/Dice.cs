namespace Campaigns.Testing;

/// <summary>Random draws for one attempt (SplitMix64). They depend on the seed and the attempt only, not on earlier attempts.</summary>
internal struct Dice(ulong state)
{
    public static Dice For(int seed, in DispatchRequest request, int nth) =>
        new(StableHash.Of(request.Address, ((ulong)request.Campaign.Id.Value << 32) ^ (uint)nth) + (uint)seed);

    public static Dice For(int seed, AttemptId attempt, DateTimeOffset now) =>
        new(StableHash.Of(attempt.ToString(), (ulong)now.UtcTicks) + (uint)seed);

    /// <summary>Draws a number above 0, up to 1.</summary>
    public double Next()
    {
        state += 0x9E3779B97F4A7C15UL;
        var hash = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9UL;
        hash = (hash ^ (hash >> 27)) * 0x94D049BB133111EBUL;
        return StableHash.Fraction(hash ^ (hash >> 31));
    }

    /// <summary>Draws even if the share is 0, so that enabling one fault changes no other draw.</summary>
    public bool Rolls(double share) => Next() <= share;
}
