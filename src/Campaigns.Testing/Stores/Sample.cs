using System.Globalization;
using Campaigns.Storage;

namespace Campaigns.Testing;

/// <summary>Sample rows with plain defaults. A case sets only the values it is about.</summary>
internal static class Sample
{
    public static readonly DateTimeOffset Created = new(2026, 1, 5, 8, 0, 0, TimeSpan.Zero);

    public static CampaignRow Campaign(long id, string tenant = "acme", CampaignState state = CampaignState.Running) => new(
        new CampaignId(id), tenant, null, "{}", state, new StoredSettings(50, 10, 1, false, null), Created, null, null);

    public static LaneRow Lane(int id, long campaign = 1, string channel = Channels.Voice) =>
        new(id, new CampaignId(campaign), "Europe/Paris", channel);

    /// <summary>Adds a campaign with an exclusivity key, and a lane with the same number as the campaign.</summary>
    public static BatchBuilder Drip(this BatchBuilder batch, long id, long exclusivity, CampaignState state = CampaignState.Running) =>
        batch.Campaign(Campaign(id, state: state) with { Exclusivity = exclusivity }).Lane(Lane((int)id, id));

    public static Contact Person(long number, string? key = null) => new(
        key ?? string.Create(CultureInfo.InvariantCulture, $"p{number:D6}"),
        string.Create(CultureInfo.InvariantCulture, $"+1555{number % 10_000_000:D7}"),
        "Europe/Paris");

    /// <summary>A row of a live job. <paramref name="number"/> is the number of its newest attempt.</summary>
    public static JobRow Live(long id, int lane = 1, int number = 1) =>
        new() { Id = id, Lane = lane, State = JobState.Live, Number = number };

    public static JobRow Waiting(long id, long due, int lane = 1) => new() { Id = id, Lane = lane, State = JobState.Waiting, Due = due };

    public static JobRow In(JobState state, long id, int lane = 1) => new() { Id = id, Lane = lane, State = state };

    public static AttemptRow Attempt(long job, int number = 1, long committedAt = 1_000) => new()
    {
        Job = job,
        Number = number,
        Try = 1,
        Epoch = 1,
        CommittedAt = committedAt,
        Provider = "voice-1",
    };

    public static AttemptRow Ended(long job, AttemptOutcome outcome, int number = 1, long committedAt = 1_000) =>
        Attempt(job, number, committedAt) with { State = AttemptState.Ended, Outcome = outcome, EndedAt = committedAt + 5 };

    /// <summary>An attempt that the provider accepted under a call id.</summary>
    public static AttemptRow Accepted(long job, string callId, int number = 1, long committedAt = 1_000) =>
        Attempt(job, number, committedAt) with { State = AttemptState.Accepted, ProviderCallId = callId };

    /// <summary>A report without an attempt. One with an odd id brings a result.</summary>
    public static ReportRow Report(long id, string callId = "call") => new(
        id,
        ProviderReport.OfCall(
            "voice-1", callId, AttemptState.Ended, AttemptOutcome.Busy) with { AttemptResult = id % 2 == 1 ? ResultCases.Full : null },
        Created.AddSeconds(id % 1_000)) { Epoch = id % 7, SeenUntil = id % 1_000 };

    /// <summary>Commits campaign 1 of tenant acme with lane 1 and the given number of contacts.</summary>
    public static async Task SetUpAsync(this StoreTrial trial, int contacts = 0) => await trial.CommitAsync(batch =>
    {
        batch.Campaign(Campaign(1)).Lane(Lane(1));
        for (var i = 1; i <= contacts; i++)
        {
            batch.Enroll(i, 1, Person(i));
        }
    });

    public static IEnumerable<long> Ids(this IEnumerable<JobRecord> jobs) => jobs.Select(job => job.Row.Id);

    /// <summary>Formats the parts of a contact that a store must keep.</summary>
    public static string Show(this Contact contact) =>
        $"{contact.Key}|{contact.Phone.Reveal()}|{contact.Zone}|{Show(contact.Addresses)}|{Show(contact.Data)}|{contact.ProtocolJson}";

    /// <summary>Formats a campaign without its window, whose lists compare by reference.</summary>
    public static string Show(this CampaignRow row) => string.Create(
        CultureInfo.InvariantCulture,
        $"{row.Id} {row.Tenant} {row.Key} {row.Definition} {row.State} {row.Settings with { Window = null }} {row.CreatedAt:O} {row.StartedAt:O} {row.EndedAt:O} exclusivity {row.Exclusivity} versions {string.Join('|', row.Versions)} open {string.Join('|', row.Enrollments)}");

    public static string Show(this JobRecord job) => $"{Show(job.Row)} of {Show(job.Contact)}";

    public static string Show(this JobRow row) => string.Create(
        CultureInfo.InvariantCulture,
        $"job {row.Id} lane {row.Lane} {row.State} due {row.Due} number {row.Number} step {row.Step} tries {row.Tries} counts {row.OutcomeCounts} last {row.LastOutcome} wishes {row.PendingActions} protocol {row.Protocol} expires {row.Expires} since {row.Since} aside {row.DeferredSteps} began {row.Began} early {row.EarlyEvents} caller id {row.CallerId}");

    public static string Show(this AttemptRow row) => string.Create(
        CultureInfo.InvariantCulture,
        $"attempt {row.Job}-{row.Number} step {row.Step} try {row.Try} {row.State} {row.Outcome} epoch {row.Epoch} {row.CommittedAt}-{row.EndedAt} {row.Provider} from {row.CallerId ?? "-"} {row.ProviderCallId ?? "-"} {row.Note ?? "-"} {row.ProviderStatus ?? "-"} {row.OccurredAt} hash {row.ContentHash} to {row.Contact?.Show() ?? "-"}");

    /// <summary>Formats a busy address, including the address itself, which its own text hides.</summary>
    public static string Show(this BusyRow row) => string.Create(
        CultureInfo.InvariantCulture,
        $"{row} tenant {row.Tenant} {row.Channel} {row.Address} {row.Until.UtcTicks} within {row.Within.Ticks}");

    private static string Show(IReadOnlyDictionary<string, string> map) =>
        string.Join(",", map.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}"));
}
