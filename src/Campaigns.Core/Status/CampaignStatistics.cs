namespace Campaigns;

/// <summary>A campaign's figures at one moment. Made from counters, so it costs the same for any number of contacts.</summary>
public sealed record CampaignStatistics
{
    /// <summary>The campaign.</summary>
    public required CampaignId Campaign { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its tenant.</summary>
    public required string Tenant { get; init; }

    /// <summary>Its state.</summary>
    public required CampaignState State { get; init; }

    /// <summary>All contacts enrolled.</summary>
    public long Total { get; init; }

    /// <summary>Never tried.</summary>
    public long Pending { get; init; }

    /// <summary>Waiting: for a retry, the next step, a time they were put off to, or what <see cref="Waiting"/> says.</summary>
    public long WaitingForRetry { get; init; }

    /// <summary>With a live attempt.</summary>
    public long Live { get; init; }

    /// <summary>Reached.</summary>
    public long Completed { get; init; }

    /// <summary>Ended without being reached.</summary>
    public long Failed { get; init; }

    /// <summary>Ended because nobody knows whether an attempt reached them.</summary>
    public long Unknown { get; init; }

    /// <summary>Ended with the campaign's cancellation.</summary>
    public long Canceled { get; init; }

    /// <summary>Ended because the person is not to be contacted.</summary>
    public long Suppressed { get; init; }

    /// <summary>Ended with the campaign's expiry, or by its overdue policy.</summary>
    public long Expired { get; init; }

    /// <summary>Taken out.</summary>
    public long Removed { get; init; }

    /// <summary>Ended by a reply.</summary>
    public long Replied { get; init; }

    /// <summary>Ended without a reply, with all steps done.</summary>
    public long NoResponse { get; init; }

    /// <summary>Those in <see cref="WaitingForRetry"/> by what they wait for; what none waits for is left out.</summary>
    public IReadOnlyDictionary<WaitingFor, long> Waiting { get; init; } = new Dictionary<WaitingFor, long>();

    /// <summary>Attempts that spent budget and were not the first try of their step.</summary>
    public long RetriesAttempted { get; init; }

    /// <summary>Ended attempts by outcome; outcomes that have not occurred are left out.</summary>
    public required IReadOnlyDictionary<AttemptOutcome, long> Outcomes { get; init; }

    /// <summary>Dispatches a second over the last minute.</summary>
    public double AttemptsPerSecond { get; init; }

    /// <summary>
    /// When the last contact will have ended if the last minute goes on. Null when nothing ended in it, and when something else decides: a
    /// window that is closed or closes before, an expiry, a hold, retries that are due later, or a protocol that makes people wait.
    /// </summary>
    public DateTimeOffset? EstimatedFinish { get; init; }

    /// <summary>When it was created.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it began to run.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>
    /// Since when an enrollment is open: of several, the first that began. While one is, the campaign does not complete. Null for none.
    /// </summary>
    public DateTimeOffset? EnrollmentOpenSince { get; init; }

    /// <summary>
    /// How many of the open enrollments were cut: nobody goes on with them. Begin again with the same contacts, or close them with
    /// <see cref="ICampaignClient.CloseEnrollmentAsync"/>.
    /// </summary>
    public int CutEnrollments { get; init; }

    /// <summary>The figures, without names.</summary>
    public override string ToString() =>
        $"campaign {Campaign}: {State}, {Total} contacts, {Pending} pending, {WaitingForRetry} waiting, {Live} live, {Completed} completed{OpenEnrollment}";

    private string OpenEnrollment =>
        EnrollmentOpenSince is { } since ? $", an enrollment is open since {TextLimits.Show(since)}, {CutEnrollments} cut" : "";
}
