namespace Campaigns;

/// <summary>
/// The statistics of a campaign at one moment. Computed from counters, so the cost does not depend on the number of contacts.
/// </summary>
public sealed record CampaignStatistics
{
    /// <summary>The campaign.</summary>
    public required CampaignId Campaign { get; init; }

    /// <summary>The campaign's name.</summary>
    public required string Name { get; init; }

    /// <summary>The application's key for the campaign. Null if it has none.</summary>
    public string? Key { get; init; }

    /// <summary>The campaign's tenant.</summary>
    public required string Tenant { get; init; }

    /// <summary>The campaign's state.</summary>
    public required CampaignState State { get; init; }

    /// <summary>The number of all enrolled contacts.</summary>
    public long Total { get; init; }

    /// <summary>The number of contacts never tried.</summary>
    public long Pending { get; init; }

    /// <summary>
    /// The number of waiting contacts: for a retry, the next step, a time they were postponed to, or the reasons in <see cref="Waiting"/>.
    /// </summary>
    public long WaitingForRetry { get; init; }

    /// <summary>The number of contacts with a live attempt.</summary>
    public long Live { get; init; }

    /// <summary>The number of contacts reached.</summary>
    public long Completed { get; init; }

    /// <summary>The number of contacts whose job ended without reaching them.</summary>
    public long Failed { get; init; }

    /// <summary>The number of contacts whose job ended because it is unknown whether an attempt reached them.</summary>
    public long Unknown { get; init; }

    /// <summary>The number of contacts whose job ended with the campaign's cancellation.</summary>
    public long Canceled { get; init; }

    /// <summary>
    /// The number of contacts whose job ended because the person is on the do-not-contact list, or because a gate or check of the host
    /// denies the contact.
    /// </summary>
    public long Suppressed { get; init; }

    /// <summary>The number of contacts whose job ended with an expiry, or by the campaign's lateness policy.</summary>
    public long Expired { get; init; }

    /// <summary>The number of contacts removed from the campaign.</summary>
    public long Removed { get; init; }

    /// <summary>The number of contacts whose job ended with a reply, or with another event of the exit rules.</summary>
    public long Replied { get; init; }

    /// <summary>The number of contacts whose job ended with all steps done and without a reply.</summary>
    public long NoResponse { get; init; }

    /// <summary>The contacts of <see cref="WaitingForRetry"/> by what they wait for. Entries with a count of 0 are left out.</summary>
    public IReadOnlyDictionary<WaitingFor, long> Waiting { get; init; } = new Dictionary<WaitingFor, long>();

    /// <summary>The number of attempts that spent budget and were not the first attempt of their step.</summary>
    public long RetriesAttempted { get; init; }

    /// <summary>The number of ended attempts by outcome. Outcomes that have not occurred are left out.</summary>
    public required IReadOnlyDictionary<AttemptOutcome, long> Outcomes { get; init; }

    /// <summary>
    /// The attempts of <see cref="Outcomes"/> that ended since the engine started or last read the campaign from its store, by the number
    /// of the attempt within its step: 1 to <see cref="MostTriesApart"/>. Later attempts count as the last of them. Empty for a campaign
    /// that has left memory.
    /// </summary>
    public IReadOnlyDictionary<int, IReadOnlyDictionary<AttemptOutcome, long>> OutcomesByTry { get; init; } =
        new Dictionary<int, IReadOnlyDictionary<AttemptOutcome, long>>();

    /// <summary>The number of tries that <see cref="OutcomesByTry"/> tells apart: 6.</summary>
    public const int MostTriesApart = 6;

    /// <summary>The number of dispatches per second over the last minute.</summary>
    public double AttemptsPerSecond { get; init; }

    /// <summary>
    /// The estimated end of the last contact, extrapolated from the last minute. Null if nothing ended in the last minute, or if something
    /// else decides: a window that is closed or closes earlier, an expiry, a hold, retries due later, or a protocol with waits.
    /// </summary>
    public DateTimeOffset? EstimatedFinish { get; init; }

    /// <summary>When the campaign was created.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the campaign began to run. Null before that.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When the campaign ended. Null before that.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>
    /// When the oldest open enrollment began. Null if no enrollment is open. The campaign does not complete while an enrollment is open.
    /// </summary>
    public DateTimeOffset? EnrollmentOpenSince { get; init; }

    /// <summary>
    /// The number of open enrollments that were cut short, so that no caller continues them. Start again with the same contacts, or close
    /// them with <see cref="ICampaignClient.CloseEnrollmentAsync"/>.
    /// </summary>
    public int CutEnrollments { get; init; }

    /// <summary>Returns the statistics without names.</summary>
    public override string ToString() =>
        $"campaign {Campaign}: {State}, {Total} contacts, {Pending} pending, {WaitingForRetry} waiting, {Live} live, {Completed} completed{OpenEnrollment}";

    private string OpenEnrollment =>
        EnrollmentOpenSince is { } since ? $", an enrollment is open since {TextLimits.Show(since)}, {CutEnrollments} cut" : "";
}
