namespace Campaigns.Twilio;

/// <summary>What a request of Twilio came to: a report, an event of a person, or a refusal.</summary>
public sealed record TwilioCallback
{
    internal TwilioCallback(int statusCode, params IReadOnlyList<string> problems) => (StatusCode, Problems) = (statusCode, problems);

    /// <summary>The report about a call or a message; null for none.</summary>
    public ProviderReport? Report { get; internal init; }

    /// <summary>What a person wrote: an opt-out, or a reply; null for none.</summary>
    public InboundEvent? Event { get; internal init; }

    /// <summary>The person who wants messages again, having sent START; null for none.</summary>
    public Suppression? Resumed { get; internal init; }

    /// <summary>Why the request was refused, one sentence each; empty if it was not.</summary>
    public IReadOnlyList<string> Problems { get; }

    /// <summary>
    /// The HTTP status to answer: 200, but only after <see cref="ApplyAsync"/>; 403 for a wrong signature; 400 for fields that are not
    /// valid; 422 for a message to a number without a tenant; 413 for a body over 64 KB.
    /// </summary>
    public int StatusCode { get; }

    /// <summary>Hands everything to the engine. Completes when it is committed; answer Twilio after that.</summary>
    /// <param name="reports">The engine's reports.</param>
    /// <param name="cancellationToken">Withdraws what the engine has not taken yet.</param>
    public async Task ApplyAsync(ICampaignReports reports, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reports);
        if (Report is not null)
        {
            await reports.ReportAsync(Report, cancellationToken);
        }

        var receipt = Event is null ? null : await reports.IngestAsync(Event, cancellationToken);
        if (Resumed is not null && receipt?.Result != IngestResult.Duplicate) // a repeated START must not lift a later STOP
        {
            await reports.UnsuppressAsync(Resumed, cancellationToken);
        }
    }

    /// <summary>Returns the status, without any value of the request.</summary>
    public override string ToString() => $"request of Twilio: {StatusCode}, {Problems.Count} problem(s)";
}
