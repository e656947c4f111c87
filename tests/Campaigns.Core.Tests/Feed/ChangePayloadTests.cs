using System.Text;
using System.Text.Json;
using Campaigns.Storage;

namespace Campaigns.Tests.Feed;

/// <summary>The payload of a change is JSON, and is read as it was written.</summary>
public sealed class ChangePayloadTests
{
    [Fact]
    public void Every_member_is_read_as_it_was_written()
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var random = new Random(seed);
            var note = Draw(random);
            var bytes = new byte[ChangePayload.MostBytes(note)];
            var json = bytes.AsSpan(0, ChangePayload.Write(note, bytes)).ToArray();
            using var parsed = JsonDocument.Parse(json);

            var read = ChangeReading.Read(new ChangeRow(7, 8, note.Kind, note.Tenant, note.Campaign, json), stamp: 9);

            Assert.True(Expected(note) == read, $"seed {seed}: {Encoding.UTF8.GetString(json)}");
        }
    }

    private static CampaignChange Expected(ChangeNote note) => new(7, new DateTimeOffset(8, TimeSpan.Zero), note.Kind)
    {
        Tenant = note.Tenant,
        Campaign = note.Campaign,
        ContactKey = note.Contact,
        Attempt = note.Number == 0 ? null : new AttemptId(9, note.Job, note.Number),
        Outcome = note.Outcome == AttemptOutcome.None ? null : note.Outcome,
        AttemptResult = note.AttemptResult,
        OccurredAt = note.AttemptResult is null || note.OccurredAt == 0
            ? null
            : new DateTimeOffset(note.OccurredAt, TimeSpan.Zero),
        FormerOutcome = note.Former == AttemptOutcome.None ? null : note.Former,
        Step = note.Step,
        Try = note.Try,
        MaxTries = note.MaxTries == 0 ? null : note.MaxTries,
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

    private static ChangeNote Draw(Random random) => new()
    {
        Kind = ChangeKinds.AttemptEnded,
        Tenant = "acme",
        Campaign = new CampaignId(3),
        Contact = Text(random),
        Job = random.NextInt64(),
        Number = random.Next(3),
        Outcome = (AttemptOutcome)random.Next(8),
        Former = (AttemptOutcome)random.Next(8),
        Step = random.Next(2) == 0 ? null : (short)random.Next(3),
        Try = (short)random.Next(1, 250),
        MaxTries = random.Next(3),
        IsLast = random.Next(2) == 0,
        Due = random.Next(2) == 0 ? 0 : random.NextInt64(DateTimeOffset.MaxValue.UtcTicks),
        Reason = Text(random),
        End = random.Next(2) == 0 ? null : (JobState)random.Next(8),
        Waits = (WaitingFor)random.Next(6),
        State = random.Next(2) == 0 ? null : (CampaignState)random.Next(8),
        Provider = Text(random),
        CallerId = Text(random),
        Health = random.Next(2) == 0 ? null : (ProviderState)random.Next(8),
        Channel = Text(random),
        IsAvailable = random.Next(3) == 0 ? null : random.Next(2) == 0,
        AttemptResult = random.Next(2) == 0 ? null : DrawResult(random),
        OccurredAt = random.Next(2) == 0 ? 0 : random.NextInt64(DateTimeOffset.MaxValue.UtcTicks),
    };

    private static AttemptResult DrawResult(Random random) => new()
    {
        AnsweredBy = (AnsweredBy)random.Next(4),
        RingTime = random.Next(2) == 0 ? null : TimeSpan.FromTicks(random.Next(3)),
        TalkTime = random.Next(2) == 0 ? null : TimeSpan.FromDays(1),
        Cost = random.Next(2) == 0
            ? null
            : new AttemptCost(new decimal(random.Next(), random.Next(), 0, false, (byte)random.Next(29)), "EUR"),
        Recording = random.Next(2) == 0 ? null : new Uri("https://example.com/\"ä\"?a=b&c"),
        Transcript = random.Next(2) == 0 ? null : new Uri("http://example.com/t"),
        CallBackAt = random.Next(2) == 0 ? null : DateTimeOffset.MaxValue,
        OptOut = random.Next(2) == 0 ? null : (OptOutScope)random.Next(2),
        Data = Text(random),
    };

    private static string? Text(Random random)
    {
        string[] parts = ["", "a", "\"", "\\", "\0", "\u001f", "\n", "č", "😀", "\u2028", "</x>", new string('z', 300)];
        return random.Next(4) == 0
            ? null
            : string.Concat(Enumerable.Range(0, random.Next(6)).Select(_ => parts[random.Next(parts.Length)]));
    }
}
