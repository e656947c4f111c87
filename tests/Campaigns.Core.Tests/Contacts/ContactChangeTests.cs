using Campaigns.Export;
using static Campaigns.Tests.People;

namespace Campaigns.Tests.Contacts;

/// <summary>An enrolled contact is changed while its campaign runs: later attempts go to the new addresses.</summary>
public sealed class ContactChangeTests : IDisposable
{
    private const string Old = "+15550100001";
    private const string New = "+15550100002";
    private static readonly ContactWindow Days = ContactWindow.Daily(new TimeOnly(9, 0), new TimeOnly(17, 0));
    private readonly CampaignHarness _harness = new();

    public void Dispose() => _harness.Dispose();

    [Fact]
    public void Retry_goes_to_the_new_number_when_it_was_due_anyway()
    {
        _harness.Provider.Answers(AttemptOutcome.Busy);
        var campaign = Run(StepRetryPolicy.Fixed(3, Hours(1)));
        _harness.Advance(Minutes(10));

        Change(campaign, contact => contact.WithPhone("+1 (555) 010-0002"));
        Assert.Equal(Nine + Hours(1), _harness.Contact(campaign, "ann").NextDue);
        _harness.Advance(Hours(1));

        Assert.Equal([(Old, Nine), (New, Nine + Hours(1))], Made());
        Assert.Equal(
            (JobState.Completed, New), (_harness.Contact(campaign, "ann").State, _harness.Contact(campaign, "ann").Contact.Phone.Reveal()));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Live_attempt_ends_as_one_to_the_number_of_before_which_is_busy_until_then(bool restarts)
    {
        _harness.Provider.Accepts();
        var campaign = Run(StepRetryPolicy.Fixed(2, Seconds(10)));
        Change(campaign, contact => contact.WithPhone(New));
        if (restarts)
        {
            _harness.Restart();
        }

        _harness.Run(Definition(StepRetryPolicy.None), new Contact("old", Old));
        _harness.Run(Definition(StepRetryPolicy.None), new Contact("new", New));
        Assert.Equal([Old, New], Made().Select(call => call.Number));

        _harness.Report(_harness.Provider.Dispatches[0].Request.Attempt, AttemptOutcome.NoAnswer);
        Assert.Equal([Old, New, Old], Made().Select(call => call.Number)); // to the contact that waited for the number
        _harness.Report(_harness.Provider.Dispatches[1].Request.Attempt, AttemptOutcome.Completed);
        _harness.Advance(Seconds(10));
        Assert.Equal([Old, New, Old, New], Made().Select(call => call.Number));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Address_of_a_call_that_may_be_on_stays_busy_whatever_the_contact_has_become(bool restarts)
    {
        _harness.Provider.Accepts();
        var campaign = _harness.Run(
            new CampaignDefinition { Name = "calls", Steps = [CampaignStep.Call(StepRetryPolicy.None) with { Timeout = Hours(2) }] },
            One());
        Change(campaign, contact => contact.WithPhone(New));
        _harness.Advance(Hours(1));
        _harness.Do(
            reports => reports.ReportAsync(ProviderReport.Ended(_harness.Provider.Dispatches[0].Request.Attempt, AttemptOutcome.Unknown)));
        if (restarts)
        {
            _harness.Restart();
        }

        _harness.Run(Definition(StepRetryPolicy.None), new Contact("new", New));
        _harness.Run(Definition(StepRetryPolicy.None), new Contact("old", Old));
        Assert.Equal([Old, New], Made().Select(call => call.Number));
        _harness.Advance(Hours(1));
        Assert.Equal([Old, New, Old], Made().Select(call => call.Number));
    }

    [Fact]
    public void Number_that_is_busy_is_waited_for_and_one_that_is_free_is_not()
    {
        _harness.Provider.Accepts();
        _harness.Run(Definition(StepRetryPolicy.None), new Contact("first", Old));
        var campaign = _harness.Run(Definition(StepRetryPolicy.None), One());
        Assert.Single(_harness.Provider.Dispatches); // ann waits for the busy number

        Change(campaign, contact => contact.WithPhone(New));
        Assert.Equal([Old, New], Made().Select(call => call.Number));

        var third = _harness.Run(Definition(StepRetryPolicy.None) with { Start = Nine + Seconds(10) }, new Contact("bob", "+15550100003"));
        Change(third, contact => contact.WithPhone(New), "bob");
        _harness.Advance(Seconds(10));
        Assert.Equal(2, _harness.Provider.Dispatches.Count);
        _harness.Report(_harness.Provider.Dispatches[1].Request.Attempt, AttemptOutcome.Completed);
        Assert.Equal("bob", _harness.Provider.Dispatches[2].ContactKey);
    }

    [Fact]
    public void Zone_of_now_decides_when_whether_the_contact_is_new_or_waits()
    {
        _harness.Provider.Answers(AttemptOutcome.Busy);
        var definition = Definition(StepRetryPolicy.Fixed(3, Hours(1))) with { Window = Days, Zone = "America/Los_Angeles" };
        var campaign = _harness.Run(definition, new Contact("ann", Old), new Contact("bob", New, "Europe/Paris"));
        Assert.Equal("bob", Assert.Single(_harness.Provider.Dispatches).ContactKey); // in Los Angeles it is 1:00

        Change(campaign, contact => contact.WithZone("europe/paris"));
        Assert.Equal((Old, Nine), Made()[1]);
        Change(campaign, contact => contact.WithZone(null), "bob");
        _harness.Restart();
        _harness.Advance(Hours(9));

        Assert.Equal([(New, Nine), (Old, Nine), (New, Nine + Hours(8))], Made());
    }

    [Fact]
    public void Zone_of_a_contact_that_is_called_decides_what_follows()
    {
        _harness.Provider.Accepts();
        var campaign = _harness.Run(
            Definition(StepRetryPolicy.Fixed(2, Hours(1))) with { Window = Days }, new Contact("ann", Old, "Europe/Paris"),
            new Contact("bob", New, "Europe/Paris"));
        Change(campaign, contact => contact.WithZone("America/Los_Angeles"));
        Change(campaign, contact => contact.WithZone("America/Los_Angeles"), "bob");
        _harness.Report(_harness.Provider.Dispatches[0].Request.Attempt, AttemptOutcome.Busy);
        _harness.Report(_harness.Provider.Dispatches[1].Request.Attempt, AttemptOutcome.NotPlaced);
        _harness.Advance(Hours(9));

        Assert.Equal([Nine + Hours(8), Nine + Hours(8)], Made()[2..].Select(call => call.At));
    }

    [Fact]
    public void Contact_that_only_the_store_holds_is_changed_too()
    {
        using var harness = new CampaignHarness(options => (options.PageSize, options.MaxWaitingInMemory) = (16, 16));
        harness.Provider.Otherwise(
            request => DispatchResult.Completed(request.Contact.Zone is null ? AttemptOutcome.Busy : AttemptOutcome.Completed));
        var campaign =
            harness.Run(People.Calls(StepRetryPolicy.Fixed(2, Hours(1)), maxConcurrent: 1) with { Start = Nine + Hours(1) }, Many(2_000));
        harness.Do(client => client.ChangeContactAsync(campaign, "p01990", contact => contact.WithPhone(Old)));
        harness.Do(client => client.ChangeContactAsync(campaign, "p01991", contact => contact.WithPhone(New).WithZone("Europe/Paris")));
        harness.Restart();
        harness.Advance(Hours(1));
        Assert.Equal([Old], harness.Provider.Dispatches.Where(call => call.ContactKey == "p01990").Select(call => call.Request.Address));
        Assert.Equal([New], harness.Provider.Dispatches.Where(call => call.ContactKey == "p01991").Select(call => call.Request.Address));

        harness.Do(client =>
            client.ChangeContactAsync(
                campaign, "p01999", contact => contact.WithPhone("+15550100003").WithZone("Europe/Paris"))); // it waits, due much later
        harness.Advance(Hours(2));
        Assert.Equal(
            ["+15550001999", "+15550100003"],
            harness.Provider.Dispatches.Where(call => call.ContactKey == "p01999").Select(call => call.Request.Address));
        Assert.Equal(2_000L, harness.Statistics(campaign).Completed + harness.Statistics(campaign).Failed);
    }

    [Fact]
    public void Data_is_changed_name_by_name_and_a_contact_as_it_is_stays_so()
    {
        var definition = Definition(StepRetryPolicy.None) with { Start = Nine + Hours(1) };
        var ann = new Contact("ann", Old, "Europe/Paris", null, new Dictionary<string, string> { ["name"] = "Ana", ["city"] = "Paris" });
        var campaign = _harness.Run(definition, ann);
        Change(campaign, contact => contact.WithData("name", "Ann").WithData("city", null).WithData("title", "Dr"));
        Change(campaign, contact => contact);
        Change(campaign, contact => contact.WithPhone(Old));
        _harness.Advance(Hours(1));

        var sent = _harness.Provider.Dispatches.Single().Request.Contact;
        Assert.Equal(
            ("Ann", "Dr", 2, Old, "Europe/Paris"),
            (sent.Data["name"], sent.Data["title"], sent.Data.Count, sent.Phone.Reveal(), sent.Zone));
    }

    [Fact]
    public void Contact_that_has_ended_goes_to_the_new_number_when_it_is_run_again_and_its_record_tells_of_the_old_one()
    {
        _harness.Provider.Answers(AttemptOutcome.Invalid);
        var campaign = Run(StepRetryPolicy.None);
        Change(campaign, contact => contact.WithPhone(New).WithZone("Europe/Paris"));
        Assert.Equal(JobState.Failed, _harness.Contact(campaign, "ann").State);
        _harness.Do(client => client.RerunContactAsync(campaign, "ann"));

        Assert.Equal([Old, New], Made().Select(call => call.Number));
        Assert.Equal([Old, null], _harness.Contact(campaign, "ann").Timeline.Select(entry => entry.Contact?.Phone.Reveal()));
        using var exported = new MemoryStream();
        _harness.Do(client => client.ExportAsync(campaign, exported, ExportFormat.Csv));
        var lines = System.Text.Encoding.UTF8.GetString(exported.ToArray()).Split("\r\n")[1..^1];
        Assert.StartsWith($"ann,{Old},,Completed,1,", lines[0], StringComparison.Ordinal);
        Assert.StartsWith($"ann,{New},Europe/Paris,Completed,2,", lines[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Fault.Before, Old)]
    [InlineData(Fault.After, New)]
    public void Failed_commit_leaves_memory_as_the_store_is(Fault fault, string expected)
    {
        var store = new FailingStore(new MemoryJobStore(new Random(1)));
        using var harness = new CampaignHarness(options => options.Store = store);
        harness.Provider.Answers(AttemptOutcome.Busy);
        var campaign = harness.Run(Definition(StepRetryPolicy.Fixed(2, Hours(1))), One());
        store.FailAt(1, fault);
        var failure = Assert.Throws<CampaignException>(() => harness.Do(client =>
            client.ChangeContactAsync(campaign, "ann", contact => contact.WithPhone(New))));
        harness.Advance(Hours(1));

        Assert.Equal(CampaignError.StoreFailed, failure.Error);
        Assert.Equal([Old, expected], harness.Provider.Dispatches.Select(call => call.Request.Address));
    }

    [Fact]
    public void Changes_of_one_contact_at_the_same_time_add_up()
    {
        var campaign = Run(StepRetryPolicy.None, start: Nine + Hours(1));
        _harness.Do(client => Task.WhenAll(
            client.ChangeContactAsync(campaign, "ann", contact => contact.WithPhone(New)),
            client.ChangeContactAsync(campaign, "ann", contact => contact.WithZone("Europe/Paris")),
            client.ChangeContactAsync(campaign, "ann", contact => contact.WithData("name", "Ann"))));
        _harness.Advance(Hours(1));

        var sent = _harness.Provider.Dispatches.Single().Request.Contact;
        Assert.Equal((New, "Europe/Paris", "Ann"), (sent.Phone.Reveal(), sent.Zone, sent.Data["name"]));
    }

    private CampaignId Run(StepRetryPolicy retry, DateTimeOffset? start = null) =>
        _harness.Run(Definition(retry) with { Start = start }, One());

    private static CampaignDefinition Definition(StepRetryPolicy retry) => People.Calls(retry);

    private void Change(CampaignId campaign, Func<Contact, Contact> change, string key = "ann") =>
        _harness.Do(client => client.ChangeContactAsync(campaign, key, change));

    private List<(string Number, DateTimeOffset At)> Made() =>
        [.. _harness.Provider.Dispatches.Select(call => (call.Request.Address, call.At))];
}
