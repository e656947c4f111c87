using static Campaigns.Tests.Sequences.Outreach;
using Campaigns.Tests.Sequences;

namespace Campaigns.Tests.Events;

/// <summary>An event is stored as it came and applied in the same commit, once by its tenant and id.</summary>
public class EventLogTests
{
    private static readonly CampaignDefinition TwoMails =
        Drip(Email("one"), CampaignStep.Wait(Days(2)), Email("two")) with { KeepOpen = true };

    [Fact]
    public void Event_is_applied_once_and_logged_as_it_came()
    {
        using var outreach = new Outreach();
        var campaign = outreach.Run(TwoMails, Milan);
        outreach.AdvanceTo(TimeSpan.FromHours(1));
        var reply = Reply("e1") with { ContactKey = null, Address = "Milan <MILAN@example.com>", Data = """{"text":"no"}""" };

        Assert.Equal(new IngestReceipt(IngestResult.Applied, 1), Ingest(outreach, reply));
        Assert.Equal(JobState.Replied, outreach.State(campaign));
        var other = Ingest(outreach, reply with { Type = "other" });
        Assert.Equal((IngestResult.Duplicate, 0), (other.Result, other.Affected));
        Assert.Contains("another event with this id", other.Reason, StringComparison.Ordinal);
        outreach.Harness.Restart();
        Assert.Equal(new IngestReceipt(IngestResult.Duplicate), Ingest(outreach, reply));
        var again = ContactEvent.OfContact("default", "milan") with { Id = "e1" };
        Assert.Equal(0, outreach.Harness.Do(reports => reports.ReportEventAsync(again)));

        var logged = Assert.Single(Log(outreach));
        Assert.Equal((1, reply, EventState.Applied), (logged.Sequence, logged.Event, logged.State));
        Assert.Equal((1, null), (logged.Affected, logged.Reason));
    }

    [Fact]
    public void Events_of_a_batch_are_taken_in_order_and_a_repeated_id_counts_once()
    {
        using var outreach = new Outreach();
        outreach.Run(TwoMails, Milan, Person("rome"));
        outreach.AdvanceTo(TimeSpan.FromHours(1));
        var receipts = outreach.Harness.Do(reports => reports.IngestAsync(
            [Reply("a"), Reply("a", "rome"), Reply("b", "rome"), Reply("c"), Reply("d", "nobody")]));
        Assert.Equal(
            [
                (IngestResult.Applied, 1), (IngestResult.Duplicate, 0), (IngestResult.Applied, 1), (IngestResult.Applied, 0),
                (IngestResult.Applied, 0),
            ],
            receipts.Select(receipt => (receipt.Result, receipt.Affected)));
        Assert.Equal(["a", "b", "c", "d"], Log(outreach).Select(row => row.Event.Id));
    }

    [Fact]
    public void Batch_may_repeat_an_acknowledged_event_more_than_once()
    {
        using var outreach = new Outreach();
        outreach.Run(TwoMails, Milan);
        Ingest(outreach, Reply("a"));
        var receipts = outreach.Harness.Do(reports => reports.IngestAsync([Reply("a"), Reply("a"), Reply("b"), Reply("a")]));
        Assert.Equal(
            [IngestResult.Duplicate, IngestResult.Duplicate, IngestResult.Applied, IngestResult.Duplicate],
            receipts.Select(receipt => receipt.Result));
    }

    [Theory]
    [InlineData(InboundEvent.Unsubscribe, null, JobState.Suppressed)]
    [InlineData(InboundEvent.Unsubscribe, Channels.Email, JobState.Suppressed)]
    [InlineData(InboundEvent.Unsubscribe, Channels.Voice, JobState.Waiting)]
    [InlineData(InboundEvent.Bounce, null, JobState.Suppressed)]
    [InlineData(InboundEvent.Complaint, Channels.Voice, JobState.Suppressed)]
    [InlineData("opened", null, JobState.Waiting)]
    public void Well_known_types_suppress_the_person(string type, string? channel, JobState state)
    {
        using var outreach = new Outreach();
        var campaign = outreach.Run(TwoMails, Milan);
        outreach.AdvanceTo(TimeSpan.FromHours(1));
        var happened = new InboundEvent("default", "e1", type) { Channel = channel };
        happened = channel == Channels.Voice ? happened with { ContactKey = "milan" } : happened with { Address = "milan@example.com" };
        Assert.Equal(IngestResult.Applied, Ingest(outreach, happened).Result);
        Assert.Equal(state, outreach.State(campaign));
        var later = outreach.Run(TwoMails with { Name = "later", Exclusivity = Exclusivity.None }, Milan);
        Assert.Equal(state == JobState.Suppressed, outreach.State(later) == JobState.Suppressed);
        Assert.Equal(state == JobState.Suppressed ? 1 : 0, Assert.Single(Log(outreach)).Affected);
    }

    [Fact]
    public void Event_that_cannot_be_applied_is_kept_with_its_reason_and_can_be_applied_again()
    {
        using var outreach = new Outreach();
        InboundEvent[] events =
        [
            new("default", "a", "opened") { Address = "+1 555 12x" },
            new("default", "b", InboundEvent.Bounce) { ContactKey = "milan" },
            new("default", "c", InboundEvent.Bounce) { Address = "in/milan" },
            new("default", "d", InboundEvent.Unsubscribe) { Address = "in/milan", Channel = "fax" },
            new("default", "e", InboundEvent.Unsubscribe),
            new("default", "f", "cart.abandoned") { Data = "{}" },
        ];
        var receipts = outreach.Harness.Do(reports => reports.IngestAsync(events));
        Assert.All(receipts, receipt => Assert.Equal((IngestResult.Kept, true), (receipt.Result, receipt.Reason?.Length > 10)));
        Assert.All(Log(outreach), row => Assert.Equal(EventState.Kept, row.State));
        Assert.Equal(6, outreach.Harness.EventLog(null, EventState.Kept).Count);

        outreach.Harness.Do(operations => operations.SetTriggerAsync(new CampaignTrigger
        {
            Tenant = "default", Name = "carts", EventType = "cart.abandoned", CampaignKey = "carts",
        }));
        Assert.Equal(IngestResult.Kept, Again(outreach, "f").Result); // there is no such campaign
        Assert.Equal(EventState.TriggerFailed, Log(outreach)[^1].State);
        var missing = Assert.Throws<CampaignException>(() => Again(outreach, "none"));
        Assert.Equal(CampaignError.NotFound, missing.Error);
    }

    [Fact]
    public void Event_of_before_the_enrollment_does_not_end_the_job_when_it_is_told_later()
    {
        using var outreach = new Outreach();
        var campaign = outreach.Run(TwoMails, Milan);
        outreach.AdvanceTo(TimeSpan.FromHours(1));
        Assert.Equal(0, Ingest(outreach, Reply("old") with { OccurredAt = outreach.Harness.Now - Days(1) }).Affected);
        Assert.Equal(JobState.Waiting, outreach.State(campaign));
        Assert.Equal(0, Ingest(outreach, Reply("other") with { Campaign = new CampaignId(99) }).Affected);
        Assert.Equal(1, Ingest(outreach, Reply("now") with { Campaign = campaign }).Affected);
    }

    [Fact]
    public void Log_is_read_on_from_a_sequence_by_tenant()
    {
        using var outreach = new Outreach();
        outreach.Harness.Do(reports => reports.IngestAsync(
            [.. Enumerable.Range(1, 7).Select(i => new InboundEvent(i % 2 == 0 ? "even" : "odd", $"{i}", "x") { ContactKey = "k" })]));
        Assert.Equal([3, 5], Read("odd", 1, 2));
        Assert.Equal([7], Read("odd", 5, 2));
        Assert.Equal([2, 4, 6], Read("even", 0, 10));
        Assert.Equal([6, 7], Read(null, 5, 10));

        IEnumerable<long> Read(string? tenant, long after, int limit) => outreach.Harness.Do(operations => operations.ListLoggedEventsAsync(
            new EventLogFilter { Tenant = tenant }, PageCursor.Write("events", after), limit)).Items.Select(row => row.Sequence);
    }

    [Theory]
    [InlineData("Id", "")]
    [InlineData("Type", " ")]
    [InlineData("Data", "[1]")]
    [InlineData("Data", "{")]
    [InlineData("Address", "a@example.com")]
    public void Event_with_a_bad_value_is_refused_with_its_whole_batch(string field, string value)
    {
        using var outreach = new Outreach();
        var good = Reply("good");
        var bad = field switch
        {
            "Id" => good with { Id = value },
            "Type" => good with { Type = value },
            "Data" => good with { Data = value },
            _ => good with { Address = value },
        };
        var refusal = Assert.Throws<CampaignException>(() => outreach.Harness.Do(reports => reports.IngestAsync([good, bad])));
        Assert.Equal(CampaignError.Invalid, refusal.Error);
        Assert.Contains("Event 2 of 2", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(field, refusal.Message, StringComparison.Ordinal);
        Assert.Empty(Log(outreach));
    }

    [Fact]
    public void Data_may_have_16384_characters()
    {
        using var outreach = new Outreach();
        var longest = Reply("a") with { Data = $$"""{"a":"{{new string('x', InboundEvent.MostData - 8)}}"}""" };
        Assert.Equal(IngestResult.Applied, Ingest(outreach, longest).Result);
        Assert.Throws<CampaignException>(() => Ingest(outreach, Reply("b") with { Data = longest.Data + " " }));
    }

    [Fact]
    public void Old_events_leave_the_log_and_their_ids_count_again()
    {
        using var outreach = new Outreach(options => options.EventIdAge = Days(3));
        Ingest(outreach, Reply("a"));
        Ingest(outreach, Reply("b"));
        outreach.AdvanceTo(Days(4));
        Assert.Equal(IngestResult.Applied, Ingest(outreach, Reply("b")).Result);
        Assert.Equal(["b"], Log(outreach).Select(row => row.Event.Id));
    }

    private static InboundEvent Reply(string id, string key = "milan") => new("default", id, InboundEvent.Reply) { ContactKey = key };

    private static IngestReceipt Ingest(Outreach outreach, InboundEvent happened) =>
        outreach.Harness.Do(reports => reports.IngestAsync(happened));

    private static IngestReceipt Again(Outreach outreach, string id) =>
        outreach.Harness.Do(operations => operations.ApplyEventAgainAsync("default", id));

    private static IReadOnlyList<LoggedEvent> Log(Outreach outreach) =>
        outreach.Harness.EventLog();
}
