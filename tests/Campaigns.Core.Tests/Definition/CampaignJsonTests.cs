using System.Text.Json.Nodes;

namespace Campaigns.Tests;

/// <summary>The public JSON of a definition: read as written, strict about names, with a version.</summary>
public sealed class CampaignJsonTests
{
    [Fact]
    public void Smallest_definition_has_the_defaults()
    {
        var read = CampaignJson.Read("""{"version": 1, "name": "A", "steps": [{"channel": "voice", "type": "contact"}]}""");

        Same(new CampaignDefinition { Name = "A", Steps = [CampaignStep.Call()] }, read);
    }

    [Fact]
    public void Written_definition_begins_with_its_version_and_uses_the_names_of_today()
    {
        var written = CampaignJson.Write(new CampaignDefinition
        {
            Name = "A", Steps = [CampaignStep.Call()], Priority = CampaignPriority.High, Lateness = LatenessPolicy.SendNow,
        });

        var json = JsonNode.Parse(written)!.AsObject();
        Assert.Equal("version", json.First().Key);
        Assert.Equal((1, 75), (json["version"]!.GetValue<int>(), json["priority"]!.GetValue<int>()));
        Assert.Equal("SendNow", json["lateness"]!["action"]!.GetValue<string>());
        Assert.Equal("contact", json["steps"]![0]!["type"]!.GetValue<string>());
    }

    [Theory]
    [MemberData(nameof(Definitions))]
    public void Definition_is_read_as_it_was_written(string name)
    {
        var definition = All[name];

        var text = CampaignJson.Write(definition);

        Same(definition, CampaignJson.Read(text));
        Assert.Equal(text, CampaignJson.Write(CampaignJson.Read(text)));
    }

    [Theory]
    [InlineData("""{"version": 1, "name": "A", "steps": [], "nmae": 1}""", "\"nmae\"", "name")]
    [InlineData("""{"version": 1, "name": "A", "steps": [{"type": "contact", "retries": 3}]}""", "\"retries\" of $.steps[0]", "retry")]
    [InlineData("""{"version": 1, "name": "A", "steps": [{"type": "call"}]}""", "\"type\" of $.steps[0]", "contact, delay")]
    [InlineData("""{"version": 1, "name": "A", "steps": [{"channel": "voice"}]}""", "\"type\" of $.steps[0]", "contact")]
    [InlineData(
        """{"version": 1, "name": "A", "steps": [{"type": "contact", "channel": "voice", "retry": {"delay": {"jitter": 0}}}]}""",
        "Retry.Delay", "give at least one")]
    [InlineData("""{"version": 2, "name": "A", "steps": []}""", "version 2", "update the library")]
    [InlineData("""{"name": "A", "steps": []}""", "\"version\"", "write")]
    [InlineData("""{"version": "1", "name": "A", "steps": []}""", "\"version\"", "write")]
    [InlineData("""{"version": 1, "steps": []}""", "name", "")]
    [InlineData("""{"version": 1, "name": "A", "steps": [], "weight": "three"}""", "weight", "")]
    [InlineData("""{"version": 1, "name": "A", "steps": [], "weight": 0}""", "Weight", "1 to 1,000")]
    [InlineData("""{"version": 1, "name": "A", "name": "B", "steps": []}""", "name", "")]
    [InlineData("""{"version": 1, "name": "A", "steps": null}""", "steps", "")]
    [InlineData("""{"version": 1, "name": "A", "steps": [], "start": "2026-03-02T09:30:00"}""", "$.start", "offset")]
    [InlineData("""{"version": 1, "name": "A", "steps": [], "expiry": "2026-03-02"}""", "$.expiry", "offset")]
    [InlineData("[]", "not a JSON object", "")]
    [InlineData("{", "cannot be read", "")]
    public void What_cannot_be_read_is_refused_by_name(string json, string names, string remedy)
    {
        var refused = Assert.Throws<CampaignException>(() => CampaignJson.Read(json));

        Assert.Equal(CampaignError.Invalid, refused.Error);
        Assert.Contains(names, refused.Message, StringComparison.Ordinal);
        Assert.Contains(remedy, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Definition_with_problems_is_not_written() =>
        Assert.Throws<CampaignException>(() => CampaignJson.Write(new CampaignDefinition { Name = "A", Steps = null! }));

    [Fact]
    public void Definition_of_a_campaign_is_read_with_its_changes_and_its_newest_protocol()
    {
        using var harness = new CampaignHarness();
        var campaign = harness.Do(client => client.CreateAsync(new CampaignDefinition { Name = "A", Steps = [CampaignStep.Call()] }));
        var newest = new ContactProtocol { Steps = [CampaignStep.Call(StepRetryPolicy.Fixed(7, TimeSpan.FromHours(1)))] };
        harness.Do(client => client.ChangeAsync(campaign, settings => settings with { Weight = 9 }));
        harness.Do(client => client.ChangeProtocolAsync(campaign, newest));

        var read = harness.Do(client => client.GetDefinitionAsync(campaign));

        Same(new CampaignDefinition { Name = "A", Weight = 9, Steps = newest.Steps }, read);
        Same(read, CampaignJson.Read(CampaignJson.Write(read)));
    }

    public static IEnumerable<TheoryDataRow<string>> Definitions => All.Keys.Select(name => new TheoryDataRow<string>(name));

    internal static Dictionary<string, CampaignDefinition> All { get; } = new()
    {
        ["calls"] = new CampaignDefinition
        {
            Name = "Größter \"Aufruf\"", Key = "spring", Tenant = "acme", Check = null, Zone = "Europe/Paris", KeepOpen = true, Weight = 3,
            Priority = new CampaignPriority(0), MaxConcurrent = 77, Rate = new RateLimit(7, TimeSpan.FromTicks(100_001), 3),
            Start = new DateTimeOffset(2026, 1, 5, 9, 0, 0, TimeSpan.FromHours(2)),
            Expiry = new DateTimeOffset(2027, 1, 5, 9, 0, 0, 1, default),
            Quotas = [new Quota(20, QuotaPeriod.Day, "Europe/Paris"), new Quota(100, QuotaPeriod.Month)],
            Data = new Dictionary<string, string> { ["offer"] = "😀 <b>", ["Zone"] = "x" },
            Lateness = LatenessPolicy.Spread(TimeSpan.FromHours(2), TimeSpan.FromMinutes(1)),
            Exclusivity = Exclusivity.None,
            Window = ContactWindow.Weekdays(new TimeOnly(9, 0), new TimeOnly(17, 30)).Except(new DateOnly(2026, 12, 25))
                .ExceptIn("FR", new DateOnly(2026, 7, 14)) with { Margin = TimeSpan.Zero, Dst = DstPolicy.FirstPassOnly },
            Steps =
            [
                CampaignStep.Call(new StepRetryPolicy
                {
                    Attempts = 5, Delay = Backoff.Exponential(TimeSpan.FromSeconds(3), TimeSpan.FromHours(1), 1.7).WithJitter(0.1),
                }.On(AttemptOutcome.Busy, RetryRule.After(TimeSpan.FromMinutes(2), 3)).On(AttemptOutcome.Invalid, RetryRule.Never)),
            ],
        },
        ["a drip"] = new CampaignDefinition
        {
            Name = "Drip",
            Exit = new ExitRules { After = TimeSpan.FromDays(9), Events = [], Outcomes = [AttemptOutcome.Completed], Monitor = false },
            Exclusivity = new Exclusivity { Key = "sales", OnConflict = ExclusivityConflict.QueueAfter },
            Steps =
            [
                CampaignStep.Message(Channels.Email, "Hello", "Subject") with
                {
                    Name = "hello", Format = ContentFormat.Html, Timeout = TimeSpan.FromDays(1), OnFailure = StepFailure.EndJob,
                    OnUnavailable = UnavailablePolicy.Wait(TimeSpan.FromHours(3), UnavailablePolicy.Skip),
                    OnNoAddress = UnavailablePolicy.Fail,
                },
                CampaignStep.Wait(TimeSpan.FromDays(2)),
                CampaignStep.WaitUntil(new TimeOnly(9, 30), 2),
                CampaignStep.Branch(StepCondition.Data("vip", "yes", "true"), "hello2", "out"),
                CampaignStep.Message(Channels.Email, "Again") with { Name = "hello2" },
                CampaignStep.WaitFor("opened", TimeSpan.FromDays(1)) with { OnTimeout = "out" },
                CampaignStep.Exit() with { Name = "out", End = JobState.Failed },
            ],
        },
        ["all defaults of a drip"] = new CampaignDefinition
        {
            Name = "D", Exit = new ExitRules(), Exclusivity = new Exclusivity(), Steps = [CampaignStep.Message(Channels.Email, "Hello")],
        },
    };

    private static void Same(CampaignDefinition expected, CampaignDefinition actual) =>
        Assert.Equal(DefinitionJson.Write(expected), DefinitionJson.Write(actual));
}
