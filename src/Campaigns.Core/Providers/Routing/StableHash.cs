namespace Campaigns;

/// <summary>
/// FNV-1a over UTF-16 code units, with the finalizer of SplitMix64. Unlike <see cref="string.GetHashCode()"/>, the hash is the same in
/// every process.
/// </summary>
internal static class StableHash
{
    public static ulong Of(string text, ulong seed = 0)
    {
        var hash = seed ^ 14_695_981_039_346_656_037UL;
        foreach (var unit in text)
        {
            hash = (hash ^ unit) * 1_099_511_628_211UL;
        }

        hash = (hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9UL;
        hash = (hash ^ (hash >> 27)) * 0x94D049BB133111EBUL;
        return hash ^ (hash >> 31);
    }

    /// <summary>Converts a hash to a fraction: more than 0, up to 1.</summary>
    public static double Fraction(ulong hash) => ((hash >> 11) + 1) * (1.0 / (1UL << 53));
}
