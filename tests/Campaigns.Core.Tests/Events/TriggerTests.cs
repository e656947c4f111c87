using static Campaigns.Tests.Sequences.Outreach;
using Campaigns.Tests.Sequences;

namespace Campaigns.Tests.Events;

/// <summary>A trigger enrolls a contact in the commit that stores the event, by its re-entry rule.</summary>
public class TriggerTests
{
    private const string Template =
        """{"country":"FR","cart":{"total":TOTAL},"person":{"id":"WHO","mail":"WHO@example.com","zone":"ZONE"}}""";

    private static readonly CampaignTrigger Carts = new()
    {
        Tenant = "default", Name = "carts", EventType = "cart.abandoned", CampaignKey = "carts",
        Conditions = [EventCondition.Greater("cart.total", 50), EventCondition.In("country", "FR", "DE")],
        Contact = new ContactMapping
        {
            Key = "person.id", Zone = "person.zone",
            Addresses = new Dictionary<string, string> { [Channels.Email] = "person.mail" },
            Data = new Dictionary<string, string> { ["total"] = "cart.total" },
        },
    };

    private static readonly CampaignDefinition Reminder =
        Drip(Email("come back")) with { Key = "carts", Name = "carts", KeepOpen = true, Exit = null };

    [Fact]
    public void Event_enrolls_the_contact_that_its_data_describe()
    {
        using var outreach = Begin(Carts, out var campaign);
        Assert.Equal(new IngestReceipt(IngestResult.Applied, 1), Ingest(outreach, Cart("a")));
        var contact = outreach.Status(campaign, "ann").Contact;
        Assert.Equal(("ann@example.com", "Asia/Tokyo", "99.5"), (contact.AddressOn(Channels.Email), contact.Zone, contact.Data["total"]));
        outreach.Harness.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal([("ann", "come back")], outreach.SentTo);
    }

    [Theory]
    [InlineData("50", "FR", 0)]
    [InlineData("50.01", "FR", 1)]
    [InlineData("\"51\"", "DE", 1)]
    [InlineData("\"many\"", "DE", 0)]
    [InlineData("99", "IT", 0)]
    public void Only_an_event_that_fulfills_all_conditions_fires(string total, string country, int enrolled)
    {
        using var outreach = Begin(Carts, out _);
        var happened = Cart("a", total: total) with { ContactKey = "somebody" };
        happened = happened with { Data = happened.Data!.Replace("\"FR\"", $"\"{country}\"", StringComparison.Ordinal) };
        Assert.Equal(enrolled, Ingest(outreach, happened).Affected);
    }

    [Theory]
    [InlineData(TriggerReentry.Once, 1)]
    [InlineData(TriggerReentry.WhenNoneRuns, 3)]
    [InlineData(TriggerReentry.Always, 3)]
    [InlineData(TriggerReentry.AfterPause, 2)]
    public void Reentry_rule_decides_about_a_contact_that_has_ended(TriggerReentry reentry, int sent)
    {
        var pause = reentry == TriggerReentry.AfterPause ? Days(2) : (TimeSpan?)null;
        using var outreach = Begin(Carts with { Reentry = reentry, Pause = pause }, out var campaign);
        var day = 0;
        foreach (var id in new[] { "a", "b", "c" })
        {
            Assert.Equal(IngestResult.Applied, Ingest(outreach, Cart(id)).Result);
            outreach.AdvanceTo(Days(day += id == "a" ? 1 : 3));
        }

        Assert.Equal(sent, outreach.Sent.Count());
        Assert.Equal(1, outreach.Harness.Statistics(campaign).Total);
        Assert.All(Log(outreach), row => Assert.Equal(row.Affected == 0, row.Reason is not null));
    }

    [Theory]
    [InlineData(TriggerReentry.Once, 0)]
    [InlineData(TriggerReentry.WhenNoneRuns, 0)]
    [InlineData(TriggerReentry.Always, 1)]
    public void Reentry_rule_decides_about_a_contact_that_runs(TriggerReentry reentry, int enrolled)
    {
        using var outreach = Begin(Carts with { Reentry = reentry }, out var campaign, Reminder with { Start = People.Nine + Days(9) });
        Assert.Equal(1, Ingest(outreach, Cart("a")).Affected);
        Assert.Equal(enrolled, Ingest(outreach, Cart("b", total: "77")).Affected);
        Assert.Equal(enrolled == 1 ? "77" : "99.5", outreach.Status(campaign, "ann").Contact.Data["total"]);
        outreach.AdvanceTo(Days(10));
        Assert.Single(outreach.Sent);
    }

    [Fact]
    public void Contact_that_cannot_be_enrolled_is_kept_and_enrolled_when_the_event_is_applied_again()
    {
        using var outreach = Begin(Carts, out var campaign);
        var receipt = Ingest(outreach, Cart("a", zone: "Mars/Base"));
        Assert.Equal(IngestResult.Kept, receipt.Result);
        Assert.Contains("zone", receipt.Reason, StringComparison.Ordinal);
        Assert.Equal(["carts"], Assert.Single(Log(outreach)).FailedTriggers);

        outreach.Harness.Do(operations => operations.SetTriggerAsync(Carts with { Contact = Carts.Contact with { Zone = null } }));
        outreach.Harness.Restart();
        Assert.Equal(new IngestReceipt(IngestResult.Applied, 1), Again(outreach, "a"));
        Assert.Equal(new IngestReceipt(IngestResult.Duplicate), Again(outreach, "a"));
        Assert.Equal(1, outreach.Harness.Statistics(campaign).Total);
        var logged = Assert.Single(Log(outreach));
        Assert.Equal((1, EventState.Applied, 1, 0), (logged.Sequence, logged.State, logged.Affected, logged.FailedTriggers.Count));
    }

    [Fact]
    public void Campaign_that_has_ended_keeps_the_event()
    {
        using var outreach = Begin(Carts, out var campaign);
        outreach.Harness.Do(client => client.CancelAsync(campaign, CancelMode.Drain));
        Assert.Equal(IngestResult.Kept, Ingest(outreach, Cart("a")).Result);
    }

    [Fact]
    public void Reply_behind_its_trigger_in_one_batch_ends_the_job()
    {
        var drip = Drip(Email("x"), CampaignStep.Wait(Days(1)), Email("y")) with { Key = "carts", KeepOpen = true };
        using var outreach = Begin(Carts, out var campaign, drip);
        var receipts = outreach.Harness.Do(reports => reports.IngestAsync(
            [Cart("a"), new InboundEvent("default", "b", InboundEvent.Reply) { Address = "ann@example.com" }, Cart("c"), Cart("a")]));
        Assert.Equal([1, 1, 0, 0], receipts.Select(receipt => receipt.Affected));
        Assert.Equal(JobState.Replied, outreach.State(campaign, "ann"));
        Assert.Equal(["a", "b", "c"], Log(outreach).Select(row => row.Event.Id));
    }

    [Theory]
    [InlineData(ExclusivityConflict.Reject)]
    [InlineData(ExclusivityConflict.QueueAfter)]
    public void Second_trigger_fails_openly_if_the_first_has_run_the_contact_again_under_the_same_exclusivity(ExclusivityConflict conflict)
    {
        var drip = Drip(Email("x"), CampaignStep.Wait(Days(1)), Email("y")) with { Key = "carts", KeepOpen = true };
        using var outreach = Begin(Carts with { Reentry = TriggerReentry.Always }, out _, drip);
        Ingest(outreach, Cart("a"));
        outreach.Harness.Do(reports => reports.IngestAsync(Reply("b")));
        var second = outreach.Run(drip with { Key = "news", Exclusivity = new Exclusivity { OnConflict = conflict } });
        outreach.Harness.Do(operations => operations.SetTriggerAsync(
            Carts with { Name = "news", CampaignKey = "news", Reentry = TriggerReentry.Once }));

        Assert.Equal((IngestResult.Kept, 1), (Ingest(outreach, Cart("c")) is var (result, affected, _) ? (result, affected) : default));
        Assert.Equal(["news"], Log(outreach)[^1].FailedTriggers);
        Assert.Equal(0, outreach.Harness.Statistics(second).Total);

        outreach.Harness.Do(reports => reports.IngestAsync(Reply("d")));
        Assert.Equal(new IngestReceipt(IngestResult.Applied, 1), Again(outreach, "c"));
        Assert.Equal(1, outreach.Harness.Statistics(second).Total);
    }

    [Fact]
    public void Two_thousand_events_of_one_batch_enroll_two_thousand_contacts()
    {
        using var outreach = Begin(Carts, out var campaign);
        var receipts = outreach.Harness.Do(reports => reports.IngestAsync(
            [.. Enumerable.Range(1, 2_000).Select(i => Cart($"e{i}", person: $"p{i}"))]));
        Assert.All(receipts, receipt => Assert.Equal((IngestResult.Applied, 1), (receipt.Result, receipt.Affected)));
        Assert.Equal(2_000, outreach.Harness.Statistics(campaign).Total);
    }

    [Fact]
    public void Suppressed_person_is_enrolled_as_suppressed()
    {
        using var outreach = Begin(Carts, out var campaign);
        outreach.Harness.Do(reports => reports.SuppressAsync(Suppression.OfAddress("default", "ann@example.com")));
        Ingest(outreach, Cart("a"));
        Assert.Equal(JobState.Suppressed, outreach.State(campaign, "ann"));
    }

    [Fact]
    public void Triggers_are_durable_listed_replaced_and_removed()
    {
        using var outreach = Begin(Carts, out _);
        outreach.Harness.Do(operations => operations.SetTriggerAsync(Carts with { Name = "b" }));
        outreach.Harness.Do(operations => operations.SetTriggerAsync(Carts with { EventType = "other" }));
        outreach.Harness.Restart();
        Assert.Equal([("b", "cart.abandoned"), ("carts", "other")], List(outreach));
        outreach.Harness.Do(operations => operations.RemoveTriggerAsync("default", "b"));
        Assert.Equal([("carts", "other")], List(outreach));
        Assert.Equal(IngestResult.Kept, Ingest(outreach, Cart("a")).Result); // no trigger matches, and it names nobody
        Assert.Throws<CampaignException>(() => outreach.Harness.Do(operations => operations.RemoveTriggerAsync("default", "b")));
    }

    [Fact]
    public void Trigger_with_bad_values_is_refused_with_each_of_them()
    {
        using var outreach = new Outreach();
        var bad = Carts with
        {
            Name = "", CampaignKey = null, Pause = Days(1), Conditions = [EventCondition.Equal("a..b", "x"), EventCondition.In("a")],
            Contact = new ContactMapping { Key = "" },
        };
        var refusal = Assert.Throws<CampaignException>(() => outreach.Harness.Do(operations => operations.SetTriggerAsync(bad)));
        Assert.All(["Name", "Campaign", "Pause", "Conditions[0].Field", "Conditions[1].Values", "Contact.Key"], field =>
            Assert.Contains(field, refusal.Message, StringComparison.Ordinal));
        var missing = Carts with { CampaignKey = null, Campaign = new CampaignId(99) };
        Assert.Throws<CampaignException>(() => outreach.Harness.Do(operations => operations.SetTriggerAsync(missing)));
    }

    private static Outreach Begin(CampaignTrigger trigger, out CampaignId campaign, CampaignDefinition? definition = null)
    {
        var outreach = new Outreach();
        outreach.Harness.Do(operations => operations.SetTriggerAsync(trigger));
        campaign = outreach.Run(definition ?? Reminder);
        return outreach;
    }

    private static InboundEvent Reply(string id) => new("default", id, InboundEvent.Reply) { Address = "ann@example.com" };

    private static InboundEvent Cart(string id, string total = "99.5", string person = "ann", string zone = "Asia/Tokyo") =>
        new("default", id, "cart.abandoned")
        {
            Data = Template.Replace("TOTAL", total, StringComparison.Ordinal).Replace("WHO", person, StringComparison.Ordinal)
                .Replace("ZONE", zone, StringComparison.Ordinal),
        };

    private static IEnumerable<(string Name, string Type)> List(Outreach outreach) =>
        outreach.Harness.Triggers("default").Select(trigger => (trigger.Name, trigger.EventType));

    private static IngestReceipt Ingest(Outreach outreach, InboundEvent happened) =>
        outreach.Harness.Do(reports => reports.IngestAsync(happened));

    private static IngestReceipt Again(Outreach outreach, string id) =>
        outreach.Harness.Do(operations => operations.ApplyEventAgainAsync("default", id));

    private static IReadOnlyList<LoggedEvent> Log(Outreach outreach) =>
        outreach.Harness.EventLog();
}
