namespace Campaigns.Rules.Tests.Support;

internal static class Offenders
{
    /// <summary>Fails with the rule and all offenders, one per line, unless there are none.</summary>
    public static void AssertNone(string rule, IEnumerable<string> offenders)
    {
        var lines = offenders.Distinct().Order(StringComparer.Ordinal).ToList();
        Assert.True(lines.Count == 0, $"{rule}\n{lines.Count} offender(s):\n  {string.Join("\n  ", lines)}");
    }
}
