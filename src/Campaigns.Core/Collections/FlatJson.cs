using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Campaigns;

/// <summary>Writes one flat JSON object of texts and whole numbers into a span that is long enough.</summary>
internal ref struct FlatJson
{
    private static readonly SearchValues<char> Escaped =
        SearchValues.Create([.. Enumerable.Range(0, 32).Select(code => (char)code), '"', '\\']);

    private readonly Span<byte> _into;
    private int _length;

    public FlatJson(Span<byte> into)
    {
        _into = into;
        _into[_length++] = (byte)'{';
    }

    /// <summary>Adds a text, unless it is null.</summary>
    /// <param name="name">The name in quotes, with a colon.</param>
    /// <param name="text">The text.</param>
    public void Add(ReadOnlySpan<byte> name, string? text)
    {
        if (text is null)
        {
            return;
        }

        Begin(name);
        _into[_length++] = (byte)'"';
        var rest = text.AsSpan();
        for (int index; (index = rest.IndexOfAny(Escaped)) >= 0; rest = rest[(index + 1)..])
        {
            _length += Encoding.UTF8.GetBytes(rest[..index], _into[_length..]);
            "\\u00"u8.CopyTo(_into[_length..]);
            _length += 4;
            Utf8Formatter.TryFormat((byte)rest[index], _into[_length..], out var written, new StandardFormat('x', 2));
            _length += written;
        }

        _length += Encoding.UTF8.GetBytes(rest, _into[_length..]);
        _into[_length++] = (byte)'"';
    }

    /// <summary>Adds a number, unless it is 0.</summary>
    public void Add(ReadOnlySpan<byte> name, long number)
    {
        if (number != 0)
        {
            AddAny(name, number);
        }
    }

    /// <summary>Adds a number, unless it is null.</summary>
    public void AddAny(ReadOnlySpan<byte> name, long? number)
    {
        if (number is { } given)
        {
            Begin(name);
            Utf8Formatter.TryFormat(given, _into[_length..], out var written);
            _length += written;
        }
    }

    /// <summary>Completes the object.</summary>
    /// <returns>Its length in bytes.</returns>
    public int End()
    {
        _into[_length++] = (byte)'}';
        return _length;
    }

    private void Begin(ReadOnlySpan<byte> name)
    {
        if (_length > 1)
        {
            _into[_length++] = (byte)',';
        }

        name.CopyTo(_into[_length..]);
        _length += name.Length;
    }
}
