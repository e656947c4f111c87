namespace Campaigns.Rules.Tests.Support;

internal static class PublicApiDifference
{
    /// <summary>The lines of one rendering that the other lacks, each with its type in front; nothing for equal texts.</summary>
    public static string Between(string onFile, string asBuilt)
    {
        var (before, after) = (WithType(onFile).ToList(), WithType(asBuilt).ToList());
        var gone = before.Except(after).Select(line => (line, Sign: "-"));
        var added = after.Except(before).Select(line => (line, Sign: "+"));
        var changes = gone.Concat(added).OrderBy(change => change.line, StringComparer.Ordinal);
        return string.Join('\n', changes.Select(change => $"{change.Sign} {change.line}"));
    }

    private static IEnumerable<string> WithType(string rendering)
    {
        var type = "";
        foreach (var line in rendering.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var isMember = line.StartsWith(' ');
            type = isMember ? type : line;
            yield return isMember ? $"{type} | {line.Trim()}" : type;
        }
    }
}
