using System.Globalization;
using System.Text;

namespace Campaigns.Samples.Drip;

/// <summary>
/// Cleans up JSON that was copied from a document. It escapes line breaks and tabs inside strings, as JSON requires, and drops lines of
/// three backticks, which documents put around code.
/// </summary>
internal sealed class JsonText
{
    private readonly StringBuilder _json = new();

    /// <summary>For each line of the JSON, the line of the file in which it begins, from 1.</summary>
    private readonly List<int> _lines = [1];

    private readonly string _text;
    private int _at;
    private int _line = 1;

    public JsonText(string text)
    {
        _text = text;
        while (_at < _text.Length)
        {
            Step();
        }
    }

    /// <summary>The cleaned-up JSON.</summary>
    public string Json => _json.ToString();

    /// <summary>The line of the file, from 1, for a line of the JSON, from 0.</summary>
    public int LineOf(long line) => _lines[(int)Math.Min(line, _lines.Count - 1)];

    private void Step()
    {
        var rest = _text.AsSpan(_at);
        if (rest[0] == '"')
        {
            CopyString();
        }
        else if (rest.StartsWith("//"))
        {
            Copy(rest.IndexOf('\n') is var end and >= 0 ? end : rest.Length);
        }
        else if (rest.StartsWith("/*"))
        {
            Copy(rest.IndexOf("*/") is var end and >= 0 ? end + 2 : rest.Length);
        }
        else if (rest.StartsWith("```"))
        {
            _at += rest.IndexOf('\n') is var end and >= 0 ? end : rest.Length;
        }
        else
        {
            Copy(1);
        }
    }

    private void Copy(int count)
    {
        for (; count > 0; count--, _at++)
        {
            _json.Append(_text[_at]);
            if (_text[_at] == '\n')
            {
                _lines.Add(++_line);
            }
        }
    }

    private void CopyString()
    {
        Copy(1);
        while (_at < _text.Length)
        {
            var c = _text[_at];
            if (char.IsControl(c) && c < ' ')
            {
                _json.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
                _line += c == '\n' ? 1 : 0;
                _at++;
            }
            else
            {
                Copy(c == '\\' && _at + 1 < _text.Length && _text[_at + 1] >= ' ' ? 2 : 1);
                if (c == '"')
                {
                    return;
                }
            }
        }
    }
}
