using System.Globalization;
using System.Text.RegularExpressions;

namespace Campaigns.Samples.Tests.WalkThrough;

/// <summary>One thing that a reader does.</summary>
/// <param name="Line">The line of the page, from 1.</param>
internal abstract record Step(int Line);

/// <summary>Writes a file.</summary>
internal sealed record FileStep(int Line, string Name, string Text) : Step(Line);

/// <summary>Sets a variable: to a text, or to a value of the answer before.</summary>
internal sealed record VariableStep(int Line, string Name, string Command, string? Place) : Step(Line);

/// <summary>Sends a request.</summary>
internal sealed record RequestStep(int Line, string Command, int Status) : Step(Line)
{
    public List<Condition> Conditions { get; } = [];
}

/// <summary>Reads the commands of the blocks of shell code of a page.</summary>
internal static partial class ShellPage
{
    /// <summary>Reads a page.</summary>
    /// <exception cref="FormatException">A command is none that a walk-through may have.</exception>
    public static IReadOnlyList<Step> Read(string page)
    {
        var (lines, steps, isShell) = (page.ReplaceLineEndings("\n").Split('\n'), new List<Step>(), false);
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].StartsWith("```", StringComparison.Ordinal))
            {
                isShell = !isShell && lines[i] == "```sh";
            }
            else if (isShell && HereDocument().Match(lines[i]) is { Success: true } file)
            {
                var end = Array.IndexOf(lines, "END", i);
                steps.Add(new FileStep(i + 1, file.Groups[1].Value, string.Join('\n', lines[(i + 1)..end]) + "\n"));
                i = end;
            }
            else if (isShell && lines[i].Length > 0)
            {
                var (first, command) = (i + 1, lines[i]);
                while (command.EndsWith('\\'))
                {
                    command = command[..^1] + lines[++i].TrimStart();
                }

                steps.Add(Read(first, command, steps));
            }
        }

        return steps;
    }

    private static Step Read(int line, string command, List<Step> before)
    {
        var (words, comment) = ShellWords.Split(command, _ => "");
        if (words[0] == "curl")
        {
            var stated = Status().Match(comment);
            var request = stated.Success
                ? new RequestStep(line, command, int.Parse(stated.Groups["status"].Value, CultureInfo.InvariantCulture))
                : throw new FormatException($"Line {line} does not state its status: {command}");
            if (stated.Groups["place"] is { Success: true } until)
            {
                request.Conditions.Add(new Condition(until.Value, stated.Groups["value"].Value));
            }

            return request;
        }

        var variable = Variable().Match(command);
        if (!variable.Success || words.Count != 1)
        {
            throw new FormatException($"Line {line} is no request, file or variable: {command}");
        }

        var place = OfAnswer().Match(comment);
        if (place.Success)
        {
            before.OfType<RequestStep>().Last().Conditions.Add(new Condition(place.Groups[1].Value, null));
        }

        return new VariableStep(line, variable.Groups[1].Value, command, place.Success ? place.Groups[1].Value : null);
    }

    [GeneratedRegex("^cat >(\\S+) <<'END'$")]
    private static partial Regex HereDocument();

    [GeneratedRegex(@"^(?<status>\d{3})(?:; repeat until (?<place>\S+) is (?<value>\S+))?$")]
    private static partial Regex Status();

    [GeneratedRegex("^([A-Z]+)=")]
    private static partial Regex Variable();

    [GeneratedRegex("^(.+?) of the answer")]
    private static partial Regex OfAnswer();
}
