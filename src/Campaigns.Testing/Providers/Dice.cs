namespace Campaigns.Testing;

/// <summary>Draws for one attempt (SplitMix64). They hang on the seed and the attempt alone, not on which attempts came before it.</summary>
internal struct Dice(ulong state)
{
    public static Dice For(int seed, in DispatchRequest request, int nth) =>
        new(StableHash.Of(request.Address, ((ulong)request.Campaign.Id.Value << 32) ^ (uint)nth) + (uint)seed);

    public static Dice For(int seed, AttemptId attempt, DateTimeOffset now) =>
        new(StableHash.Of(attempt.ToString(), (ulong)now.UtcTicks) + (uint)seed);

    /// <summary>More than 0, up to 1.</summary>
    public double Next()
    {
        state += 0x9E3779B97F4A7C15UL;
        var hash = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9UL;
        hash = (hash ^ (hash >> 27)) * 0x94D049BB133111EBUL;
        return StableHash.Fraction(hash ^ (hash >> 31));
    }

    /// <summary>Draws in any case, so that one fault turned on changes no other draw.</summary>
    public bool Rolls(double share) => Next() <= share;
}
