using System.Buffers;

namespace Campaigns.Export;

/// <summary>Writes contacts with their attempts: one row per attempt, and one row for a contact without attempts.</summary>
internal sealed class CampaignExport
{
    private static readonly string[] Columns =
    [
        "contact_key", "address", "zone", "state", "attempt", "step", "channel", "try", "attempt_state", "outcome", "committed_at",
        "ended_at", "provider", "provider_call_id", "note", "provider_status", "occurred_at", "content_hash",
        "answered_by", "ring_seconds", "talk_seconds", "cost", "currency", "recording", "transcript", "call_back_at", "opt_out",
        "result_data", "caller_id",
    ];

    private readonly ArrayBufferWriter<byte> _buffer = new();
    private readonly ExportWriter _rows;

    public CampaignExport(ExportFormat format)
    {
        _rows = ExportWriter.Of(format, _buffer);
        _rows.Header(Columns);
    }

    public void Add(ContactStatus contact)
    {
        foreach (var attempt in contact.Timeline)
        {
            Add(contact, attempt, attempt.Channel);
        }

        if (contact.Timeline.Count == 0)
        {
            Add(contact, null, contact.Channel);
        }
    }

    /// <summary>Writes the rows added since the last flush.</summary>
    public async ValueTask FlushAsync(Stream to, CancellationToken cancellationToken)
    {
        await to.WriteAsync(_buffer.WrittenMemory, cancellationToken);
        _buffer.ResetWrittenCount();
    }

    private void Add(ContactStatus contact, TimelineEntry? attempt, string? channel)
    {
        var reached = attempt?.Contact ?? contact.Contact; // the contact as it was when the attempt went out
        _rows.Begin();
        _rows.Text(Columns[0], contact.Contact.Key);
        _rows.Text(Columns[1], channel is null ? null : reached.AddressOn(channel));
        _rows.Text(Columns[2], reached.Zone);
        _rows.Text(Columns[3], contact.State.ToString());
        _rows.Number(Columns[4], attempt?.Attempt.Number);
        _rows.Number(Columns[5], attempt?.Step);
        _rows.Text(Columns[6], channel);
        _rows.Number(Columns[7], attempt?.Try);
        _rows.Text(Columns[8], attempt?.State.ToString());
        _rows.Text(Columns[9], attempt is { State: AttemptState.Ended } ? attempt.Outcome.ToString() : null);
        _rows.Instant(Columns[10], attempt?.CommittedAt);
        _rows.Instant(Columns[11], attempt?.EndedAt);
        _rows.Text(Columns[12], attempt?.Provider);
        _rows.Text(Columns[13], attempt?.ProviderCallId);
        _rows.Text(Columns[14], attempt?.Note);
        _rows.Text(Columns[15], attempt?.ProviderStatus);
        _rows.Instant(Columns[16], attempt?.OccurredAt);
        _rows.Text(Columns[17], attempt?.ContentHash);
        Add(attempt?.AttemptResult);
        _rows.Text(Columns[28], attempt?.CallerId);
        _rows.End();
    }

    private void Add(AttemptResult? told)
    {
        _rows.Text(Columns[18], told is null or { AnsweredBy: AnsweredBy.Unknown } ? null : told.AnsweredBy.ToString());
        _rows.Decimal(Columns[19], (decimal?)told?.RingTime?.TotalSeconds);
        _rows.Decimal(Columns[20], (decimal?)told?.TalkTime?.TotalSeconds);
        _rows.Decimal(Columns[21], told?.Cost?.Amount);
        _rows.Text(Columns[22], told?.Cost?.Currency);
        _rows.Text(Columns[23], told?.Recording?.OriginalString);
        _rows.Text(Columns[24], told?.Transcript?.OriginalString);
        _rows.Instant(Columns[25], told?.CallBackAt);
        _rows.Text(Columns[26], told?.OptOut?.ToString());
        _rows.Text(Columns[27], told?.Data);
    }
}
