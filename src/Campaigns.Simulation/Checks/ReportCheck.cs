using Campaigns.Storage;

namespace Campaigns.Simulation;

/// <summary>
/// Judges reports. An acknowledged report is recorded on its attempt, or kept. A kept report stays until its call is known and it counts,
/// until the host dismisses it, or until it is too old.
/// </summary>
internal sealed class ReportCheck(Judge judge)
{
    private readonly SortedDictionary<long, ReportRow> _kept = [];
    private readonly Dictionary<long, long> _keptAt = [];
    private readonly HashSet<ProviderReport> _gone = [];
    private DateTimeOffset _dismissed = DateTimeOffset.MinValue;

    /// <summary>The kept reports, oldest first.</summary>
    public IEnumerable<ReportRow> Kept => _kept.Values;

    /// <summary>Records that the host dismisses reports received up to an instant.</summary>
    public void Dismiss(DateTimeOffset until) => _dismissed = until > _dismissed ? until : _dismissed;

    /// <summary>Applies the reports that a commit keeps and forgets. The books already hold the commit's attempts.</summary>
    /// <param name="rows">The reports.</param>
    /// <param name="now">When the commit was decided. The clock may have jumped since.</param>
    /// <param name="erasures">The persons whom the commit erases.</param>
    public void Apply(IReadOnlyList<ReportRow> rows, DateTimeOffset now, IReadOnlyList<ErasureRow> erasures)
    {
        foreach (var row in rows)
        {
            if (row.IsKept)
            {
                var isAnother = _kept.TryGetValue(row.Id, out var before) && !IsAgain(before.Report, row.Report);
                judge.Require(!isAnother, 9, () => $"two reports are kept as number {row.Id}");
                (_kept[row.Id], _keptAt[row.Id]) = (row, judge.Kernel.Mono);
                continue;
            }

            judge.Require(_kept.Remove(row.Id), 9, () => $"report {row.Id} was forgotten, but was not kept");
            var isApplied = Find(row.Report) is { } attempt && Counts(attempt, row.Report);
            var isOld = now - row.ReceivedAt >= judge.Plan.Sizes.ReportAge;
            judge.Require(
                isApplied || isOld || row.ReceivedAt <= _dismissed || IsErased(row.Report.Raw), 7,
                () => $"a kept report was forgotten: {Describe(row.Report)}");
            _gone.Add(row.Report);
        }

        bool IsErased(string? raw) => raw is not null && erasures.Any(row => row.Keys.Concat(row.Addresses).Any(raw.Contains));
    }

    /// <summary>Judges that reports kept under an attempt's call id count once that id is committed.</summary>
    public void CallIsKnown(AttemptFacts attempt)
    {
        foreach (var row in _kept.Values)
        {
            judge.Require(
                row.Report.Attempt is not null || attempt.IsRepeated || Find(row.Report) != attempt || Counts(attempt, row.Report)
                    || CannotBeAbout(row, attempt),
                7,
                () => $"{attempt} is known by its call id, but a report about it does not count: {Describe(row.Report)}");
        }
    }

    /// <summary>Judges an acknowledged report. From now on it must be in the store and count.</summary>
    /// <param name="attempt">The attempt; null for a call that is not ours.</param>
    /// <param name="report">The report.</param>
    /// <param name="receipt">The engine's answer.</param>
    /// <param name="issued">When the report was made, as an event number of the judge.</param>
    public void Acknowledged(AttemptFacts? attempt, ProviderReport report, ReportReceipt receipt, long issued)
    {
        var isKept = _gone.Contains(report) || _kept.Values.Any(row => IsSame(row.Report, report));
        if (attempt is null && report.Tenant is not null)
        {
            judge.Require(
                receipt == ReportReceipt.Refused && !isKept, 7,
                () => $"a report in another tenant's name was answered {receipt}: {Describe(report)}");
            return;
        }

        if (attempt is null)
        {
            judge.Strays.Add(report);
            var fits = receipt == ReportReceipt.Unknown || (receipt == ReportReceipt.Parked && report.Attempt is null);
            judge.Require(
                fits && isKept, 7,
                () => $"a report about nobody's call was answered {receipt} and is {(isKept ? "kept" : "dropped")}: {Describe(report)}");
            return;
        }

        var isKnown = !attempt.IsRepeated && (report.Attempt is not null || attempt.CallKnownAt < issued);
        judge.Require(
            !isKnown || receipt != ReportReceipt.Unknown, 7, () => $"{attempt} is known, but its report is unknown: {Describe(report)}");
        if (isKnown || receipt is ReportReceipt.Applied or ReportReceipt.NoNews)
        {
            judge.Require(
                Counts(attempt, report), 7, () => $"{Describe(report)} was acknowledged as {receipt} and is not recorded on {attempt}");
            attempt.Acknowledged = report.Outcome > attempt.Acknowledged ? report.Outcome : attempt.Acknowledged;
        }
        else
        {
            judge.Require(isKept || Counts(attempt, report), 7, () => $"{Describe(report)} was acknowledged as {receipt} but is not kept");
        }
    }

    /// <summary>Whether a report was kept before the attempt was decided. It is then about an earlier call with the same id.</summary>
    private bool CannotBeAbout(ReportRow row, AttemptFacts attempt) => _keptAt[row.Id] < attempt.DecidedAt;

    private static bool IsAgain(ProviderReport before, ProviderReport report) =>
        before with { Raw = null, OccurredAt = null } == report with { Raw = null, OccurredAt = null }
            && (report.AttemptResult is null || before.OccurredAt == report.OccurredAt);

    private AttemptFacts? Find(ProviderReport report) => report is { Attempt: null, Provider: { } provider, CallId: { } callId }
        ? judge.Books.Calls.GetValueOrDefault((provider, callId))
        : null;

    /// <summary>Whether the attempt's record covers the report.</summary>
    private bool Counts(AttemptFacts attempt, ProviderReport report) =>
        (report.State != AttemptState.Ended || attempt.Row.Outcome >= report.Outcome) && judge.Results.Holds(attempt, report);

    private static bool IsSame(ProviderReport kept, ProviderReport report) =>
        kept == report || (kept.EventId is not null && kept.EventId == report.EventId && kept.Provider == report.Provider);

    private static string Describe(ProviderReport report) => $"{report}, call {report.CallId}, event {report.EventId}";
}
