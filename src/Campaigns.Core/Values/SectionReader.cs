using System.Globalization;
using System.Numerics;
using Microsoft.Extensions.Configuration;

namespace Campaigns;

/// <summary>
/// Reads options from a configuration section and ignores nothing in it. A value that cannot be parsed is a problem. So is a key that no
/// option has read by the time <see cref="AddProblems"/> is called.
/// </summary>
internal sealed class SectionReader(IConfiguration section)
{
    private readonly SortedSet<string> _known = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, SectionReader> _sections = new(StringComparer.OrdinalIgnoreCase);
    private readonly Problems _problems = new();

    private bool IsEmpty => !section.GetChildren().Any();

    /// <summary>Reads a number in the invariant culture; null if the key is absent. A value that is not a number is a problem.</summary>
    public T? Number<T>(string key, bool isRequired = false)
        where T : struct, INumberBase<T> =>
        Read<T>(key, isRequired, "write a number such as 10", text =>
            T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null);

    /// <summary>Reads a time such as 00:00:30. Refuses a bare number: .NET reads it as days, but it may be meant as seconds.</summary>
    public TimeSpan? Time(string key, bool isRequired = false) =>
        Read<TimeSpan>(key, isRequired, "write a time such as 00:00:30, or 7.00:00:00 for 7 days", text =>
            text.Contains(':') && TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out var time) ? time : null);

    /// <summary>Reads true or false, in any case; null if the key is absent.</summary>
    public bool? Flag(string key) =>
        Read<bool>(key, isRequired: false, "write true or false", text => bool.TryParse(text, out var flag) ? flag : null);

    /// <summary>Reads the name of an enumeration member, in any case.</summary>
    public T? Word<T>(string key, bool isRequired = false)
        where T : struct, Enum =>
        Read<T>(key, isRequired, $"use one of {string.Join(", ", Enum.GetNames<T>())}", text =>
            Enum.GetNames<T>().Contains(text, StringComparer.OrdinalIgnoreCase) ? Enum.Parse<T>(text, ignoreCase: true) : null);

    /// <summary>Reads a text; null if the key is absent.</summary>
    public string? Text(string key)
    {
        string? read = null;
        Read<bool>(key, isRequired: false, "write a text", text => (read = text) is not null);
        return read;
    }

    /// <summary>Returns a subsection; null if the key is absent or has no children.</summary>
    public SectionReader? Section(string key) => Part(key) is { IsEmpty: false } part ? part : null;

    /// <summary>Returns the entries of a list, in order, including empty ones.</summary>
    public IEnumerable<SectionReader> Entries() => section.GetChildren().ToList().Select(entry => Part(entry.Key));

    /// <summary>Adds all problems. Does not show the values of unknown keys, because they may be secrets.</summary>
    public void AddProblems(Problems problems)
    {
        problems.AddAll(_problems);
        AddProblemsOfValue(problems);
        foreach (var child in section.GetChildren().Where(child => !_known.Contains(child.Key)))
        {
            problems.Require(false, child.Path, "not known", _known.Count > 0 ? $"use one of {string.Join(", ", _known)}" : "leave it out");
        }

        foreach (var part in _sections.Values)
        {
            part.AddProblems(problems);
        }
    }

    /// <summary>
    /// Adds a problem if the section has its own value. An empty value means an empty list. In a later file, it does not remove the
    /// entries of an earlier file, so it is a problem if there are entries.
    /// </summary>
    private void AddProblemsOfValue(Problems problems)
    {
        if (section is IConfigurationSection { Value: { } value } its)
        {
            problems.Require(value.Length == 0, its.Path, Problems.Quote(value), "write a section");
            problems.Require(
                value.Length > 0 || IsEmpty, its.Path, Problems.Quote(value), "leave it out: it removes no entry of an earlier file");
        }
    }

    private SectionReader Part(string key)
    {
        if (_known.Add(key))
        {
            _sections[key] = new SectionReader(section.GetSection(key));
        }

        return _sections[key];
    }

    private T? Read<T>(string key, bool isRequired, string remedy, Func<string, T?> parse)
        where T : struct
    {
        _known.Add(key);
        var entry = section.GetSection(key);
        if (!isRequired && !entry.Exists())
        {
            return null;
        }

        var value = entry.Value is { } text ? parse(text) : null;
        _problems.Require(value is not null, entry.Path, Problems.Quote(entry.Value), remedy);
        return value;
    }
}
