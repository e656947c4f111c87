using System.Globalization;
using System.Numerics;
using Microsoft.Extensions.Configuration;

namespace Campaigns;

/// <summary>
/// A section of the configuration as options read it. Nothing in it is ignored: a value that cannot be read is a problem, and so is a key
/// that no option asked for by the time <see cref="AddProblems"/> is called.
/// </summary>
internal sealed class SectionReader(IConfiguration section)
{
    private readonly SortedSet<string> _known = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, SectionReader> _sections = new(StringComparer.OrdinalIgnoreCase);
    private readonly Problems _problems = new();

    private bool IsEmpty => !section.GetChildren().Any();

    /// <summary>A number in the invariant culture; null if the key is absent, or if its value is no number, which is a problem.</summary>
    public T? Number<T>(string key, bool isRequired = false)
        where T : struct, INumberBase<T> =>
        Read<T>(key, isRequired, "write a number such as 10", text =>
            T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null);

    /// <summary>A time such as 00:00:30. A bare number, which .NET reads as days, is refused: it may have been meant as seconds.</summary>
    public TimeSpan? Time(string key, bool isRequired = false) =>
        Read<TimeSpan>(key, isRequired, "write a time such as 00:00:30, or 7.00:00:00 for 7 days", text =>
            text.Contains(':') && TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out var time) ? time : null);

    /// <summary>A word of an enumeration, in any case.</summary>
    public T? Word<T>(string key, bool isRequired = false)
        where T : struct, Enum =>
        Read<T>(key, isRequired, $"use one of {string.Join(", ", Enum.GetNames<T>())}", text =>
            Enum.GetNames<T>().Contains(text, StringComparer.OrdinalIgnoreCase) ? Enum.Parse<T>(text, ignoreCase: true) : null);

    /// <summary>A text; null if the key is absent.</summary>
    public string? Text(string key)
    {
        string? read = null;
        Read<bool>(key, isRequired: false, "write a text", text => (read = text) is not null);
        return read;
    }

    /// <summary>A section in this one; null if the key is absent or has nothing below it.</summary>
    public SectionReader? Section(string key) => Part(key) is { IsEmpty: false } part ? part : null;

    /// <summary>The entries of a list, in order, empty ones too.</summary>
    public IEnumerable<SectionReader> Entries() => section.GetChildren().ToList().Select(entry => Part(entry.Key));

    /// <summary>Tells what could not be read. Values of unknown keys are not shown: they may be secrets.</summary>
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

    /// <summary>A section has no value of its own; an empty list in a later file has, and takes nothing away.</summary>
    private void AddProblemsOfValue(Problems problems)
    {
        if (section is IConfigurationSection { Value: { } value } its)
        {
            problems.Require(value.Length == 0, its.Path, Problems.Quote(value), "write a section");
            problems.Require(
                value.Length > 0 || IsEmpty, its.Path, Problems.Quote(value), "leave it out, because it takes no entry of an earlier file away");
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
