using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>
/// Reports that name no known attempt: they came before the dispatch returned that tells the call id, or are about somebody else's call.
/// Kept in the store, the newest so many.
/// </summary>
internal sealed class UnmatchedReports(SchedulerState state)
{
    private const int Most = 10_000;
    private readonly SortedDictionary<long, ReportRow> _rows = [];
    private readonly Dictionary<(string Provider, string CallId), List<long>> _calls = [];
    private readonly HashSet<ProviderReport> _known = [];
    private long _last;

    public IReadOnlyList<UnmatchedReport> List => [.. _rows.Values.Select(row => new UnmatchedReport(row.Report, row.ReceivedAt))];

    public void Load(IReadOnlyList<ReportRow> rows)
    {
        foreach (var row in rows)
        {
            Add(row);
        }
    }

    /// <summary>Keeps a report, once however often it comes.</summary>
    public void Keep(ProviderReport report)
    {
        if (_known.Contains(KeyOf(report)))
        {
            return;
        }

        var row = new ReportRow(_last + 1, report, state.Now.Instant);
        state.Decisions.Batch.ReportList.Add(row);
        Add(row);
        if (_rows.Count > Most)
        {
            Forget(_rows.Values.First());
        }
    }

    /// <summary>Takes the reports about a call out: its attempt is known now.</summary>
    public IReadOnlyList<ProviderReport> Take(string provider, string callId)
    {
        if (_calls.Count == 0 || !_calls.TryGetValue((provider, callId), out var ids))
        {
            return [];
        }

        var rows = ids.Select(id => _rows[id]).ToList();
        rows.ForEach(Forget);
        return rows.ConvertAll(row => row.Report);
    }

    public void Dismiss(DateTimeOffset until)
    {
        foreach (var row in _rows.Values.Where(row => row.ReceivedAt <= until).ToList())
        {
            Forget(row);
        }
    }

    private void Add(ReportRow row)
    {
        _last = Math.Max(_last, row.Id);
        _rows.Add(row.Id, row);
        _known.Add(KeyOf(row.Report));
        if (CallOf(row.Report) is { } call)
        {
            (_calls.TryGetValue(call, out var ids) ? ids : _calls[call] = []).Add(row.Id);
        }
    }

    private void Forget(ReportRow row)
    {
        state.Decisions.Batch.ReportList.Add(row with { IsKept = false });
        _rows.Remove(row.Id);
        _known.Remove(KeyOf(row.Report));
        if (CallOf(row.Report) is { } call && _calls[call].Remove(row.Id) && _calls[call].Count == 0)
        {
            _calls.Remove(call);
        }
    }

    /// <summary>The call it is about; none if it names an attempt of ours, which counts more, and which is not known.</summary>
    private static (string Provider, string CallId)? CallOf(ProviderReport report) =>
        report is { Attempt: null, Provider: { } provider, CallId: { } callId } ? (provider, callId) : null;

    /// <summary>What makes a report another one. Not the event id alone: some providers have one for all they report about a call.</summary>
    private static ProviderReport KeyOf(ProviderReport report) => report with { Raw = null, OccurredAt = null };
}
