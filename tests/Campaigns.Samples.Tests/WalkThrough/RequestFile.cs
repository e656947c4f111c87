using System.Text.RegularExpressions;

namespace Campaigns.Samples.Tests.WalkThrough;

/// <summary>A request of a file for editors.</summary>
/// <param name="Name">The name by which later requests use its answer; null for none.</param>
/// <param name="Method">The method.</param>
/// <param name="Url">The address, with variables.</param>
internal sealed record FileRequest(string? Name, string Method, string Url)
{
    public List<(string Name, string Value)> Headers { get; } = [];

    /// <summary>The body; null for none.</summary>
    public string? Body { get; init; }
}

/// <summary>
/// A file of requests as editors send it: requests are separated by <c>###</c>, <c># @name</c> names one, <c>@variable = value</c> sets a
/// variable, and <c>{{name.response.body.$.id}}</c> is a value of an earlier answer.
/// </summary>
internal sealed partial class RequestFile
{
    private readonly Dictionary<string, string> _variables = [];

    public RequestFile(string text)
    {
        foreach (var part in Separator().Split(text.ReplaceLineEndings("\n")))
        {
            Read(part.Split('\n'));
        }
    }

    public List<FileRequest> Requests { get; } = [];

    /// <summary>The values of <c>{{…}}</c> in a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="answers">The answers so far, by name.</param>
    /// <param name="host">The host, instead of the one of the file.</param>
    public string Resolve(string text, IReadOnlyDictionary<string, Answer> answers, string host) => Reference().Replace(text, match =>
    {
        var name = match.Groups["name"].Value;
        return match.Groups["header"] is { Success: true } header ? answers[name].Find($"the header {header.Value}")!
            : match.Groups["body"] is { Success: true } body ? answers[name].Find(body.Value)!
            : name == "host" ? host
            : Resolve(_variables[name], answers, host);
    });

    /// <summary>The method and the path, with a placeholder for each value of an answer.</summary>
    public static string ShapeOf(FileRequest request) => $"{request.Method} {Reference().Replace(request.Url, match =>
        match.Groups["name"].Value == "host" ? "" : "{}")}";

    private void Read(string[] lines)
    {
        var (name, first) = ((string?)null, 0);
        for (; first < lines.Length && (lines[first].Length == 0 || lines[first][0] is '#' or '@'); first++)
        {
            if (Setting().Match(lines[first]) is { Success: true } setting)
            {
                _variables[setting.Groups[1].Value] = setting.Groups[2].Value;
            }
            else if (lines[first].StartsWith("# @name ", StringComparison.Ordinal))
            {
                name = lines[first]["# @name ".Length..].Trim();
            }
        }

        if (first == lines.Length)
        {
            return;
        }

        var words = lines[first].Split(' ');
        var empty = Array.IndexOf(lines, "", first);
        var body = string.Join('\n', lines[(empty + 1)..]).Trim('\n');
        var request = new FileRequest(name, words[0], words[1]) { Body = body.Length == 0 ? null : body };
        request.Headers.AddRange(
            lines[(first + 1)..empty].Select(line => line.Split(':', 2)).Select(parts => (parts[0], parts[1].Trim())));
        Requests.Add(request);
    }

    [GeneratedRegex(@"^###.*\n", RegexOptions.Multiline)]
    private static partial Regex Separator();

    [GeneratedRegex(@"^@(\w+) *= *(.*)$")]
    private static partial Regex Setting();

    [GeneratedRegex(@"\{\{(?<name>\w+)(?:\.response\.(?:headers\.(?<header>[\w-]+)|body\.\$(?<body>[^}]+)))?\}\}")]
    private static partial Regex Reference();
}
