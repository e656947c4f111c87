using System.Text.RegularExpressions;

namespace Campaigns.Tests.Content;

/// <summary>Minimal templates: {contact.name} is replaced by the value, escaped for the format. Counts the compiled templates.</summary>
internal sealed partial class Braces : ITemplates
{
    private int _compiled;

    public int Compiled => _compiled;

    /// <summary>The exception to throw while filling in a template; null for none.</summary>
    public Exception? Fault { get; set; }

    public Func<TemplateData, string> Compile(string text, ContentFormat format)
    {
        Interlocked.Increment(ref _compiled);
        return text.Count(c => c == '{') == text.Count(c => c == '}')
            ? data => Render(text, format, data)
            : throw new TemplateException("a brace is not closed; call +1 555 010 0001.");
    }

    private string Render(string text, ContentFormat format, TemplateData data) => Fault is { } fault
        ? throw fault
        : Variable().Replace(
            text, match => format.Escape(data.Find(match.Groups[1].Value) ?? throw TemplateException.NoValue(match.Groups[1].Value)));

    [GeneratedRegex(@"\{([^}]*)\}")]
    private static partial Regex Variable();
}
