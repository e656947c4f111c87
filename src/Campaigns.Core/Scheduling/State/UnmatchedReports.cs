using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>
/// Reports that match no known attempt. They arrived before the call id of their attempt was known, or belong to a foreign call. The store
/// keeps the newest 10,000 for a limited time.
/// </summary>
internal sealed class UnmatchedReports(SchedulerState state)
{
    private const int Most = 10_000;

    /// <summary>How many expired reports one scheduler step drops. The next steps drop the rest.</summary>
    private const int MostForgotten = 500;

    private readonly SortedDictionary<long, ReportRow> _rows = [];
    private readonly Dictionary<(string Provider, string CallId), List<long>> _calls = [];
    private readonly Dictionary<ProviderReport, long> _known = [];
    private long _last;
    private long _expiresAt = long.MaxValue;

    /// <summary>The kept reports after an id, in order of id.</summary>
    public IReadOnlyList<ReportRow> List(long after, int limit) => [.. _rows.Values.Where(row => row.Id > after).Take(limit)];

    public void Load(IReadOnlyList<ReportRow> rows)
    {
        foreach (var row in rows)
        {
            Add(row);
        }
    }

    /// <summary>Keeps a report. A repeated report is kept once, and its time is renewed because it may belong to a newer call.</summary>
    public void Keep(ProviderReport report)
    {
        if (_known.TryGetValue(KeyOf(report), out var id))
        {
            Renew(_rows[id]);
            return;
        }

        var row = new ReportRow(_last + 1, report, state.Now.Instant) { Epoch = state.Epoch, SeenUntil = state.LatestWall };
        state.Decisions.Batch.Write(row);
        Add(row);
        if (_rows.Count > Most)
        {
            Forget(_rows.Values.First());
        }
    }

    /// <summary>Whether a report about a call is kept.</summary>
    public bool Holds(string provider, string callId) => _calls.Count > 0 && _calls.ContainsKey((provider, callId));

    /// <summary>Removes and returns the reports about an attempt whose call id has become known.</summary>
    /// <param name="attempt">The attempt, with its call id.</param>
    /// <param name="tenant">The attempt's tenant.</param>
    public IReadOnlyList<ProviderReport> RemoveMatches(in AttemptRow attempt, string tenant)
    {
        if (_calls.Count == 0 || !_calls.TryGetValue((attempt.Provider, attempt.ProviderCallId!), out var ids))
        {
            return [];
        }

        var reports = new List<ProviderReport>();
        foreach (var id in ids.ToList())
        {
            if (_rows[id] is var row && MayBeAbout(row, attempt, tenant))
            {
                Forget(row);
                reports.Add(row.Report);
            }
        }

        return reports;
    }

    /// <summary>Removes and returns the reports about a call that is known to be the tenant's, whenever they came.</summary>
    public IReadOnlyList<ProviderReport> RemoveCall(string provider, string callId, string tenant)
    {
        if (!_calls.TryGetValue((provider, callId), out var ids))
        {
            return [];
        }

        var rows = ids.Select(id => _rows[id]).Where(row => (row.Report.Tenant ?? tenant) == tenant).ToList();
        rows.ForEach(Forget);
        return [.. rows.Select(row => row.Report)];
    }

    /// <summary>
    /// Whether a report that names a call is too old for an attempt, so that it belongs to an earlier call. A provider does not reuse a
    /// call id while a report about it may be kept. The margin is at least one day, for different clocks and zones.
    /// </summary>
    public bool IsOfEarlierCall(ProviderReport report, long committedAt)
    {
        var age = Math.Max(state.Settings.ReportAge.Ticks, TimeSpan.TicksPerDay);
        return report is { Attempt: null, OccurredAt: { } at } && at.UtcTicks < committedAt - age && state.Now.Wall >= committedAt;
    }

    public void Dismiss(DateTimeOffset until)
    {
        foreach (var row in _rows.Values.Where(row => row.ReceivedAt <= until).ToList())
        {
            Forget(row);
        }
    }

    /// <summary>Drops reports that hold one of the texts: a key or an address of an erased person.</summary>
    public void ForgetAbout(IReadOnlyList<string> texts)
    {
        foreach (var row in _rows.Values.Where(row => texts.Any(text => Holds(row.Report, text))).ToList())
        {
            Forget(row);
        }
    }

    private static bool Holds(ProviderReport report, string text)
    {
        var result = report.AttemptResult;
        string?[] held = [report.Raw, report.CallId, result?.Data, result?.Recording?.OriginalString, result?.Transcript?.OriginalString];
        return Array.Exists(held, value => value?.Contains(text, StringComparison.Ordinal) == true);
    }

    /// <summary>Drops expired reports. No call lasts that long, and another call may have the id by then.</summary>
    public void ForgetOld()
    {
        if (state.Now.Wall < _expiresAt)
        {
            return;
        }

        var until = state.Now.Wall - state.Settings.ReportAge.Ticks;
        foreach (var row in _rows.Values.Where(row => row.ReceivedAt.UtcTicks <= until).Take(MostForgotten).ToList())
        {
            Forget(row);
        }

        _expiresAt =
            _rows.Count == 0 ? long.MaxValue : Now.After(_rows.Values.Min(row => row.ReceivedAt.UtcTicks), state.Settings.ReportAge);
    }

    /// <summary>
    /// Whether a report may belong to an attempt with the same call id. A provider cannot report a call before the commit of its attempt,
    /// so an earlier report belongs to another call with this id. Fencing epochs order reports and commits of different owners of the
    /// store. Within one epoch, the owner's clock orders them.
    /// </summary>
    private bool MayBeAbout(ReportRow row, in AttemptRow attempt, string tenant)
    {
        if ((row.Report.Tenant is { } named && named != tenant) || IsOfEarlierCall(row.Report, attempt.CommittedAt))
        {
            return false;
        }

        var seenUntil = Math.Max(row.SeenUntil, row.ReceivedAt.UtcTicks);
        return row.Epoch == attempt.Epoch || row.Epoch == 0 ? attempt.CommittedAt <= seenUntil : attempt.Epoch < row.Epoch;
    }

    private void Renew(ReportRow row)
    {
        var renewed = row with { ReceivedAt = state.Now.Instant, Epoch = state.Epoch, SeenUntil = state.LatestWall };
        if (renewed != row)
        {
            _rows[row.Id] = renewed;
            state.Decisions.Batch.Write(renewed);
            Resolve(renewed.Report);
        }
    }

    private void Resolve(ProviderReport report)
    {
        if (CallOf(report) is { } call)
        {
            state.LookUps.Resolve(call.Provider, call.CallId);
        }
    }

    private void Add(ReportRow row)
    {
        _last = Math.Max(_last, row.Id);
        _rows.Add(row.Id, row);
        _known[KeyOf(row.Report)] = row.Id;
        _expiresAt = Math.Min(_expiresAt, Now.After(row.ReceivedAt.UtcTicks, state.Settings.ReportAge));
        if (CallOf(row.Report) is { } call)
        {
            (_calls.TryGetValue(call, out var ids) ? ids : _calls[call] = []).Add(row.Id);
            Resolve(row.Report);
        }
    }

    private void Forget(ReportRow row)
    {
        state.Decisions.Batch.Write(row with { IsKept = false });
        _rows.Remove(row.Id);
        _known.Remove(KeyOf(row.Report));
        if (CallOf(row.Report) is { } call && _calls[call].Remove(row.Id) && _calls[call].Count == 0)
        {
            _calls.Remove(call);
        }
    }

    /// <summary>The call that a report names; null if it names an attempt, because the attempt takes precedence and is unknown.</summary>
    private static (string Provider, string CallId)? CallOf(ProviderReport report) =>
        report is { Attempt: null, Provider: { } provider, CallId: { } callId } ? (provider, callId) : null;

    /// <summary>
    /// The key that makes reports equal. An event id is not enough, because some providers use one id for all reports about a call.
    /// </summary>
    private static ProviderReport KeyOf(ProviderReport report) =>
        report with { Raw = null, OccurredAt = report.AttemptResult is null ? null : report.OccurredAt };
}
