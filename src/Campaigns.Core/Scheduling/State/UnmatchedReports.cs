using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>
/// Reports that name no known attempt: they came before anybody told the call id of theirs, or are about somebody else's call. Kept in the
/// store, the newest so many, for a while.
/// </summary>
internal sealed class UnmatchedReports(SchedulerState state)
{
    private const int Most = 10_000;

    /// <summary>How many are forgotten in one step because their time is over: the rest follows in the next.</summary>
    private const int MostForgotten = 500;

    private readonly SortedDictionary<long, ReportRow> _rows = [];
    private readonly Dictionary<(string Provider, string CallId), List<long>> _calls = [];
    private readonly Dictionary<ProviderReport, long> _known = [];
    private long _last;
    private long _expiresAt = long.MaxValue;

    public IReadOnlyList<UnmatchedReport> List => [.. _rows.Values.Select(row => new UnmatchedReport(row.Report, row.ReceivedAt))];

    public void Load(IReadOnlyList<ReportRow> rows)
    {
        foreach (var row in rows)
        {
            Add(row);
        }
    }

    /// <summary>Keeps a report, once however often it comes; what comes again may be about a call that has begun since.</summary>
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

    /// <summary>Takes the reports out that are about an attempt: its call id is known now.</summary>
    /// <param name="attempt">The attempt, with the call id.</param>
    /// <param name="tenant">Its tenant.</param>
    public IReadOnlyList<ProviderReport> Take(in AttemptRow attempt, string tenant)
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

    /// <summary>
    /// Whether a report that names a call tells of a time so long before an attempt that it is about an earlier call: a provider uses no id
    /// again while a report of it may be kept. A day at least is left for clocks and zones that differ.
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

    /// <summary>Forgets those whose time is over: no call goes on for so long, and another one may have the id by then.</summary>
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
    /// Whether a report may be about an attempt that has its call id: a provider cannot report a call before the attempt was committed. One
    /// that
    /// came before is about an earlier call with the same id. Owners of the store tell before from after; within the time of one, its
    /// clock.
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
            state.Inquiries.Resolve(call.Provider, call.CallId);
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

    /// <summary>The call it is about; none if it names an attempt of ours, which counts more, and which is not known.</summary>
    private static (string Provider, string CallId)? CallOf(ProviderReport report) =>
        report is { Attempt: null, Provider: { } provider, CallId: { } callId } ? (provider, callId) : null;

    /// <summary>
    /// What makes a report another one. Not the event id alone: some providers have one for all they report about a call.
    /// </summary>
    private static ProviderReport KeyOf(ProviderReport report) => report with { Raw = null, OccurredAt = null };
}
