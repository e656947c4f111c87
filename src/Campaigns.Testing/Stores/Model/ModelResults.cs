using Campaigns.Storage;

namespace Campaigns.Testing;

/// <summary>
/// The expected results of attempts: a map of values per attempt. A later report corrects them as documented.
/// </summary>
internal sealed class ModelResults
{
    private readonly SortedDictionary<(long Job, int Number), Dictionary<string, object>> _values = [];
    private readonly Dictionary<(long Job, int Number), long> _latest = [];

    /// <summary>Applies a row: values that are given replace, unless the row names an earlier time than an earlier row did.</summary>
    public void Write(ResultRow row)
    {
        var key = (row.Job, row.Number);
        var stored = _values[key] = _values.GetValueOrDefault(key, []);
        var latest = _latest.GetValueOrDefault(key);
        foreach (var (name, value) in Given(row.AttemptResult))
        {
            if (row.OccurredAt == 0 || row.OccurredAt >= latest || !stored.ContainsKey(name))
            {
                stored[name] = value;
            }
        }

        _latest[key] = Math.Max(latest, row.OccurredAt);
    }

    public void Remove(long job, int number) => _ = (_values.Remove((job, number)), _latest.Remove((job, number)));

    public void RemoveAll(long job) => _values.Keys.Where(key => key.Job == job).ToList().ForEach(key => Remove(key.Job, key.Number));

    /// <summary>Removes the values of a job's results that may tell something about the person.</summary>
    public void Erase(long job)
    {
        foreach (var row in _values.Where(row => row.Key.Job == job))
        {
            new[] { "recording", "transcript", "data" }.ToList().ForEach(name => row.Value.Remove(name));
        }
    }

    /// <summary>Formats the results of a job, by number.</summary>
    public IEnumerable<string> Show(long job) =>
        _values.Where(row => row.Key.Job == job).Select(row => Show(row.Key.Number, _latest[row.Key], row.Value));

    /// <summary>Formats a row of a store.</summary>
    public static string Show(ResultRow row) =>
        Show(row.Number, row.OccurredAt, Given(row.AttemptResult).ToDictionary(given => given.Name, given => given.Value));

    private static string Show(int number, long occurredAt, IReadOnlyDictionary<string, object> values)
    {
        var texts = values.OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => FormattableString.Invariant($"{pair.Key} {pair.Value}"));
        return FormattableString.Invariant($"result {number} at {occurredAt}: {string.Join(", ", texts)}");
    }

    private static List<(string Name, object Value)> Given(AttemptResult result)
    {
        var given = new List<(string, object)>();
        Add("answered by", result.AnsweredBy == AnsweredBy.Unknown ? null : result.AnsweredBy);
        Add("ring", result.RingTime?.Ticks);
        Add("talk", result.TalkTime?.Ticks);
        Add("cost", result.Cost is { } cost ? FormattableString.Invariant($"{cost.Amount} {cost.Currency}") : null);
        Add("recording", result.Recording?.OriginalString);
        Add("transcript", result.Transcript?.OriginalString);
        Add("call back", result.CallBackAt?.UtcTicks);
        Add("opt out", result.OptOut);
        Add("data", result.Data);
        return given;

        void Add(string name, object? value)
        {
            if (value is not null)
            {
                given.Add((name, value));
            }
        }
    }
}
