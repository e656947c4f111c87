namespace Campaigns.Handlebars;

/// <summary>A variable, a literal, or a helper call.</summary>
/// <param name="Name">The name of the variable or helper; null for a literal.</param>
/// <param name="Arguments">The arguments.</param>
/// <param name="IsCall">Whether the expression is in parentheses, so that its name is a helper's.</param>
internal sealed record Expression(string? Name, IReadOnlyList<Expression> Arguments, bool IsCall = false)
{
    private static readonly Expression Literal = new(null, []);

    /// <summary>The block parameters, as in <c>as |item|</c>.</summary>
    public IReadOnlyList<string> BlockParameters { get; private init; } = [];

    /// <summary>Whether the expression has named arguments, as in <c>footer size="small"</c>.</summary>
    public bool HasNamed { get; private init; }

    /// <summary>Reads the content of a tag, after its first mark.</summary>
    public static Expression Of(string text)
    {
        var at = 0;
        return Sequence(text, ref at);
    }

    private static Expression Sequence(string text, ref int at)
    {
        var parts = new List<Expression>();
        var hasNamed = false;
        while (at < text.Length && text[at] != ')')
        {
            if (char.IsWhiteSpace(text[at]))
            {
                at++;
            }
            else if (text[at] == '|')
            {
                return Whole(parts, hasNamed) with { BlockParameters = text[at..].Split(
                    ['|', ' '], StringSplitOptions.RemoveEmptyEntries) };
            }
            else
            {
                var part = One(text, ref at);
                hasNamed |= part is null;
                _ = part is null || (part.Name == "as" && text.IndexOf('|', at) >= 0) ? parts.Count : Add(parts, part);
            }
        }

        at++;
        return Whole(parts, hasNamed);
    }

    private static int Add(List<Expression> parts, Expression part)
    {
        parts.Add(part);
        return parts.Count;
    }

    private static Expression Whole(List<Expression> parts, bool hasNamed) =>
        parts.Count == 0 ? Literal : new Expression(parts[0].Name, parts[1..], parts[0].IsCall) { HasNamed = hasNamed };

    /// <summary>Reads one part; null for the name of a named argument, which precedes its value.</summary>
    private static Expression? One(string text, ref int at)
    {
        if (text[at] == '(')
        {
            at++;
            return Sequence(text, ref at) with { IsCall = true };
        }

        if (text[at] is '"' or '\'')
        {
            var close = text.IndexOf(text[at], at + 1);
            at = close < 0 ? text.Length : close + 1;
            return Literal;
        }

        var start = at;
        while (at < text.Length && !char.IsWhiteSpace(text[at]) && text[at] is not ('(' or ')' or '=' or '|'))
        {
            at = text[at] == '[' && text.IndexOf(']', at) is var close and > 0 ? close + 1 : at + 1;
        }

        if (at < text.Length && text[at] == '=')
        {
            at++;
            return null;
        }

        at = Math.Max(at, start + 1);
        var word = text[start..Math.Min(at, text.Length)];
        return word is "true" or "false" or "null" or "undefined" || char.IsAsciiDigit(word[0]) || word[0] == '-'
            ? Literal
            : new Expression(word, []);
    }
}
