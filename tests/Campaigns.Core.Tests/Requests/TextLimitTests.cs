using static Campaigns.Tests.People;

namespace Campaigns.Tests.Requests;

/// <summary>Every stored text has a limit that is checked on entry, and no message shows more than 200 characters of a text.</summary>
public class TextLimitTests
{
    private static readonly string Huge = new('x', 10_000_000);

    /// <summary>Texts that are refused with a problem: a definition, settings or a report with one oversized text.</summary>
    public static TheoryData<string, Func<IReadOnlyList<string>>> Definitions => new()
    {
        { "name", () => Of(definition => definition with { Name = Huge }) },
        { "name after white space", () => Of(definition => definition with { Name = new string(' ', 10_000_000) + "x" }) },
        { "key", () => Of(definition => definition with { Key = Huge }) },
        { "tenant", () => Of(definition => definition with { Tenant = Huge }) },
        { "zone", () => Of(definition => definition with { Zone = Huge }) },
        { "exclusivity", () => Of(definition => definition with { Exclusivity = new Exclusivity { Key = Huge } }) },
        { "data name", () => Of(definition => definition with { Data = Pair(Huge, "x") }) },
        { "data value", () => Of(definition => definition with { Data = Pair("x", Huge) }) },
        { "much data", () => Of(
            definition => definition with { Data = Enumerable.Range(0, 11).ToDictionary(i => $"n{i}", _ => new string('x', 10_000)) }) },
        { "exit event", () => Of(definition => definition with { Exit = new ExitRules { Events = [Huge] } }) },
        { "step name", () => Of(CampaignStep.Call() with { Name = Huge }) },
        { "channel", () => Of(CampaignStep.Call() with { Channel = Huge }) },
        { "content", () => Of(CampaignStep.Call() with { Content = Huge }) },
        { "subject", () => Of(CampaignStep.Call() with { Subject = Huge }) },
        { "fallback", () => Of(CampaignStep.Call() with { OnUnavailable = UnavailablePolicy.Fallback(Huge) }) },
        { "fallback of white space", () => Of(
            CampaignStep.Call() with { OnUnavailable = UnavailablePolicy.Fallback(new string(' ', 10_000_000) + "x") }) },
        { "event", () => Of(CampaignStep.WaitFor(Huge, Minutes(1))) },
        { "condition name", () => Of(CampaignStep.Branch(StepCondition.Data(Huge), null)) },
        { "condition value", () => Of(CampaignStep.Branch(StepCondition.Data("x", Huge), null)) },
        { "branch", () => Of(CampaignStep.Branch(StepCondition.Data("x"), Huge)) },
        { "place", () => Of(definition => definition with { Window = Open.ExceptIn(Huge, new DateOnly(2026, 12, 25)) }) },
        { "place of half days", () => Of(definition => definition with { Window = Open with { Local = [new LocalDays("x" + Huge)] } }) },
        { "tenant data", () => new TenantSettings { Data = Pair("x", Huge) }.Validate() },
    };

    [Theory]
    [MemberData(nameof(Definitions))]
    public void Huge_text_of_a_definition_is_refused_and_not_repeated(string what, Func<IReadOnlyList<string>> check)
    {
        var problems = check();

        Assert.True(problems.Count > 0, what);
        Assert.All(problems, problem => Assert.InRange(problem.Length, 1, 600));
    }

    private static ContactWindow Open => ContactWindow.Daily(new TimeOnly(9, 0), new TimeOnly(17, 0));

    public static TheoryData<string, Action<CampaignsOptions>> Options => new()
    {
        { "channel", options => options.AddProvider(Huge, new ScriptedProvider(TimeProvider.System)) },
        { "provider", options => options.AddProvider(Channels.Voice, new ScriptedProvider(TimeProvider.System), own => own.Name = Huge) },
        { "routed channel", options => options.AddProvider(Channels.Voice, new ScriptedProvider(TimeProvider.System)).UseRouter(
            Huge, ProviderRouters.Ordered) },
    };

    [Theory]
    [MemberData(nameof(Options))]
    public void Huge_text_of_options_is_refused_and_not_repeated(string what, Action<CampaignsOptions> configure)
    {
        var refusal = Record.Exception(() =>
        {
            var options = new CampaignsOptions { Store = new MemoryJobStore() };
            configure(options);
            _ = new CampaignEngine(options);
        });

        Assert.True(refusal is ArgumentException or CampaignException, what);
        Assert.InRange(refusal.Message.Length, 1, 1_500);
    }

    public static TheoryData<string, Contact> Contacts => new()
    {
        { "key", new Contact(Huge) },
        { "zone", new Contact("ann", Number, Huge) },
        { "phone", new Contact("ann", Huge) },
        { "address", new Contact("ann", Number, addresses: Pair("post", Huge)) },
        { "channel", new Contact("ann", Number, addresses: Pair(Huge, "x")) },
        { "data", new Contact("ann", Number, data: Pair("x", Huge)) },
        { "data name", new Contact("ann", Number, data: Pair(Huge, "x")) },
        { "much data", new Contact("ann", Number, data: Enumerable.Range(0, 11).ToDictionary(i => $"n{i}", _ => new string('x', 10_000))) },
        { "protocol", new Contact("ann", Number).WithProtocolJson(Huge) },
        { "neither key nor number", new Contact(null) },
    };

    private const string Number = "+15550100001";

    [Theory]
    [MemberData(nameof(Contacts))]
    public void Huge_text_of_a_contact_costs_that_row_alone(string what, Contact contact)
    {
        using var harness = new CampaignHarness();
        var campaign = harness.Do(client => client.CreateAsync(Calls(StepRetryPolicy.None)));

        var report = harness.Do(client => client.AddContactsAsync(campaign, [contact, One()]));

        Assert.Equal(1, report.Added);
        var refused = Assert.Single(report.Refused);
        Assert.InRange(refused.Reason.Length, 1, 600);
        Assert.InRange(refused.Key.Length, 0, 200);
        Assert.True(what != "neither key nor number" || refused.Reason.Contains("give a key", StringComparison.Ordinal));
    }

    public static TheoryData<string, Func<ICampaignClient, Task>> Requests => new()
    {
        { "suppressed key", client => client.Reports().SuppressAsync(Suppression.OfContact("default", Huge)) },
        { "suppressed address", client => client.Reports().SuppressAsync(Suppression.OfAddress("default", Huge)) },
        { "suppressed tenant", client => client.Reports().SuppressAsync(Suppression.OfContact(Huge, "ann")) },
        { "event", client => client.Reports().ReportEventAsync(ContactEvent.OfContact("default", "ann", Huge)) },
        { "event of an address", client => client.Reports().ReportEventAsync(ContactEvent.OfAddress("default", Huge)) },
        { "channel's reason", client => client.Operations().MarkChannelUnavailableAsync("default", "voice", Huge) },
        { "channel", client => client.Operations().MarkChannelUnavailableAsync("default", Huge, "gone") },
        { "held tenant", client => client.Operations().HoldTenantAsync(Huge) },
        { "provider", client => client.Operations().ResetProviderAsync(Huge) },
        { "call", client => client.Reports().ReportAsync(ProviderReport.OfCall("voice-1", Huge, AttemptState.Ringing)) },
        { "call's provider", client => client.Reports().ReportAsync(ProviderReport.OfCall(Huge, "x", AttemptState.Ringing)) },
        { "report's tenant", client => client.Reports().ReportAsync(Ringing with { Tenant = Huge }) },
        { "report's id", client => client.Reports().ReportAsync(Ringing with { EventId = Huge }) },
        { "report's word", client => client.Reports().ReportAsync(Ringing with { Raw = Huge }) },
        { "contact", client => client.GetContactAsync(new CampaignId(1), Huge) },
        { "removed contact", client => client.RemoveContactAsync(new CampaignId(1), Huge) },
        { "protocol", client => client.ChangeProtocolAsync(
            new CampaignId(1), new ContactProtocol { Steps = [CampaignStep.Call() with { Content = Huge }] }) },
    };

    private static ProviderReport Ringing => new(new AttemptId(1, 1, 1), AttemptState.Ringing);

    [Theory]
    [MemberData(nameof(Requests))]
    public void Huge_text_of_a_request_is_refused_and_not_repeated(string what, Func<ICampaignClient, Task> request)
    {
        using var harness = new CampaignHarness();
        harness.Do(client => client.CreateAsync(Calls(StepRetryPolicy.None)));

        var refusal = Record.Exception(() => harness.Do(request));

        Assert.True(refusal is ArgumentException or CampaignException, what);
        Assert.InRange(refusal.Message.Length, 1, 900);
    }

    [Fact]
    public void What_a_provider_says_at_length_is_cut()
    {
        using var harness = new CampaignHarness();
        harness.Provider.Then(_ => DispatchResult.NotPlaced(Huge)).Then(_ => DispatchResult.Accepted(Huge)).Accepts();
        var campaign = harness.Run(Calls(StepRetryPolicy.None), One());
        harness.Advance(TimeSpan.FromMinutes(10));

        var timeline = harness.Contact(campaign, One().Key).Timeline;

        Assert.Equal([200, null], timeline.Take(2).Select(attempt => attempt.Note?.Length));
        Assert.Null(timeline[1].ProviderCallId); // a truncated id would not be the call's id
    }

    [Fact]
    public void Instants_in_messages_are_of_iso_8601()
    {
        var start = new DateTimeOffset(2026, 1, 5, 9, 0, 0, TimeSpan.FromHours(2));

        var problem = Assert.Single(Of(definition => definition with { Start = start, Expiry = start.AddDays(-1) }));

        Assert.Equal("Expiry is 2026-01-04T09:00:00+02:00: use an instant after Start.", problem);
    }

    [Fact]
    public void No_part_of_a_number_is_left_where_a_text_is_cut()
    {
        var problem = Of(definition => definition with { Zone = new string('x', 195) + " " + "+15550100001" + Huge })[0];

        Assert.DoesNotContain("1555", problem, StringComparison.Ordinal);
        Assert.Contains("(10000210 characters)", problem, StringComparison.Ordinal);
    }

    private static Dictionary<string, string> Pair(string name, string value) => new() { [name] = value };

    private static IReadOnlyList<string> Of(CampaignStep step) => Of(definition => definition with { Steps = [step, CampaignStep.Call()] });

    private static IReadOnlyList<string> Of(Func<CampaignDefinition, CampaignDefinition> change) =>
        change(Calls(StepRetryPolicy.None)).Validate();
}
