using Campaigns.Storage;

namespace Campaigns;

/// <summary>Reads changes from the rows of a store.</summary>
internal static class ChangeReading
{
    /// <summary>Reads a change from its row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="stamp">The stamp of the store, which is a part of every attempt id.</param>
    public static CampaignChange Read(in ChangeRow row, ulong stamp)
    {
        var note = ChangePayload.Read(row.Payload.Span);
        var isAttempt = note.Number > 0;
        return new CampaignChange(row.Sequence, new DateTimeOffset(row.At, TimeSpan.Zero), row.Kind)
        {
            Tenant = row.Tenant.Length == 0 ? null : row.Tenant,
            Campaign = row.Campaign.Value == 0 ? null : row.Campaign,
            ContactKey = note.Contact,
            Attempt = isAttempt ? new AttemptId(stamp, note.Job, note.Number) : null,
            Outcome = note.Outcome == AttemptOutcome.None ? null : note.Outcome,
            AttemptResult = note.AttemptResult,
            OccurredAt = note.OccurredAt == 0 ? null : new DateTimeOffset(note.OccurredAt, TimeSpan.Zero),
            FormerOutcome = note.Former == AttemptOutcome.None ? null : note.Former,
            Step = note.Step,
            Try = note.Try > 0 ? note.Try : null,
            MaxTries = note.MaxTries > 0 ? note.MaxTries : null,
            IsLast = note.IsLast,
            NextDueAt = note.Due == 0 ? null : new DateTimeOffset(note.Due, TimeSpan.Zero),
            Reason = note.Reason,
            ContactState = note.End,
            WaitsFor = note.Waits == WaitingFor.Turn ? null : note.Waits,
            CampaignState = note.State,
            Provider = note.Provider,
            CallerId = note.CallerId,
            ProviderState = note.Health,
            Channel = note.Channel,
            IsAvailable = note.IsAvailable,
        };
    }
}
