using System.Globalization;

namespace Campaigns.ClusterTest.Driver;

/// <summary>What the command line asks for.</summary>
/// <param name="Time">How long faults are made.</param>
/// <param name="Faults">The kinds of faults.</param>
/// <param name="Scales">Whether the cluster begins with two silos, and gets four and then three.</param>
/// <param name="Old">The program of an older version that is upgraded first; null for none.</param>
internal sealed record RunOptions(TimeSpan Time, IReadOnlyList<string> Faults, bool Scales, string? Old)
{
    private const string Scale = "scale";

    public static string Usage { get; } =
        $"usage: cluster-test MINUTES [--old FOLDER] [FAULT...]: 0.1 to 600; {string.Join(", ", Driver.Faults.Kinds.Append(Scale))}";

    /// <summary>Reads the command line; null if it is wrong.</summary>
    public static RunOptions? Parse(string[] args)
    {
        if (args is not [var text, .. var rest] || !double.TryParse(text, CultureInfo.InvariantCulture, out var minutes)
            || minutes is < 0.1 or > 600)
        {
            return null;
        }

        string? old = null;
        if (rest is ["--old", var folder, .. var words])
        {
            (old, rest) = (Path.GetFullPath(Path.Combine(folder, "ClusterTest.dll")), words);
        }

        return rest.Except(Driver.Faults.Kinds.Append(Scale)).Any() || (old is not null && !File.Exists(old)) ? null : new RunOptions(
            TimeSpan.FromMinutes(minutes),
            rest.Length > 0 ? [.. rest.Where(word => word != Scale)] : Driver.Faults.Kinds,
            rest.Length == 0 || rest.Contains(Scale),
            old);
    }
}
