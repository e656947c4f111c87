using static Campaigns.Tests.People;

namespace Campaigns.Tests.Definition;

/// <summary>Stores keep a definition as text, which must read back as the same definition, down to the last tick.</summary>
public class DefinitionJsonTests
{
    private static readonly CampaignDefinition Everything = new()
    {
        Name = "Spring \"offer\" – ÅÄÖ 🌱",
        Key = "spring-2026",
        Tenant = "acme",
        Priority = new CampaignPriority(99),
        Start = new DateTimeOffset(2026, 3, 29, 1, 59, 59, 123, 456, TimeSpan.FromHours(2)),
        Expiry = new DateTimeOffset(2026, 12, 31, 23, 0, 0, TimeSpan.FromHours(-5)),
        MaxConcurrent = 321,
        Weight = 7,
        KeepOpen = true,
        Zone = "Europe/Paris",
        Steps =
        [
            new ContactStep
            {
                Channel = Channels.Voice,
                Content = "greeting",
                Timeout = TimeSpan.FromTicks(12_345_678_901),
                OnFailure = StepFailure.NextStep,
                Retry = new StepRetryPolicy { Attempts = 9, Delay = Backoff.Exponential(Seconds(1.5), Hours(7), 1.75).WithJitter(0.1) }
                    .On(AttemptOutcome.Busy, RetryRule.After(Minutes(5), max: 3))
                    .On(AttemptOutcome.NoAnswer, RetryRule.After(Backoff.List(Minutes(1), Hours(2)).WithJitter(1.0 / 3)))
                    .On(AttemptOutcome.Invalid, RetryRule.Never),
            },
            CampaignStep.Wait(TimeSpan.FromTicks(1)),
            CampaignStep.Message(Channels.Email, "line one\nline two"),
        ],
    };

    private static readonly CampaignDefinition Drip = new()
    {
        Name = "Outreach",
        Exit = new ExitRules { After = Hours(500), Events = [ContactEvent.Reply, "booked"],
            Outcomes = [AttemptOutcome.Rejected, AttemptOutcome.Completed], Monitor = false },
        Exclusivity = new Exclusivity { Key = "outreach", OnConflict = ExclusivityConflict.QueueAfter },
        Data = new Dictionary<string, string> { ["role"] = "engineer", ["city"] = "Paris" },
        Window = ContactWindow.Weekdays(new TimeOnly(8, 0), new TimeOnly(17, 30)).Except(
            new DateOnly(2026, 12, 25), new DateOnly(2026, 5, 1)),
        Steps =
        [
            CampaignStep.Branch(StepCondition.Data("tier", "gold", "silver"), then: "first", otherwise: "plain"),
            CampaignStep.Message(Channels.LinkedIn, "Hi {{contact.first}}") with
            {
                Name = "first",
                IsTemplate = true,
                Format = ContentFormat.Html,
                Window = ContactWindow.Daily(new TimeOnly(9, 0), new TimeOnly(18, 0)),
                OnUnavailable = UnavailablePolicy.Wait(
                    new DateTimeOffset(2026, 4, 1, 9, 0, 0, TimeSpan.FromHours(2)),
                    UnavailablePolicy.Fallback(Channels.Email, UnavailablePolicy.Task(Hours(9)))),
                OnNoAddress = UnavailablePolicy.Fallback(Channels.Email, UnavailablePolicy.Fail),
            },
            CampaignStep.Message(Channels.Email, "Hi", "Subject") with { Name = "plain" },
            CampaignStep.WaitUntil(new TimeOnly(10, 0), businessDays: 2),
            CampaignStep.Branch(StepCondition.LastOutcome(AttemptOutcome.Rejected, AttemptOutcome.NoAnswer), then: "end"),
            new EventStep { Event = "opened", Timeout = Hours(30), OnEvent = "second", OnTimeout = "end" },
            CampaignStep.Message(Channels.Email, "More") with { Name = "second" },
            new ExitStep { Name = "end", End = JobState.Failed },
        ],
    };

    private static readonly CampaignDefinition Renewals = new()
    {
        Name = "Renewals",
        Key = "renewals",
        Steps =
        [
            CampaignStep.Call(StepRetryPolicy.Fixed(3, Seconds(10)).On(AttemptOutcome.Busy, RetryRule.After(Minutes(1), max: 2))),
            CampaignStep.Wait(Hours(48)),
            CampaignStep.Message(Channels.Email, "Hello") with { OnFailure = StepFailure.NextStep },
        ],
    };

    /// <summary><see cref="Renewals"/> in the format from before drips.</summary>
    private const string BeforeDrips =
        """
        {"Name":"Renewals","Steps":[{"$type":"contact","Channel":"voice","Retry":{"Attempts":3,"Delay":{"Delays":["00:00:10"],"Factor":1,"Cap":"365.00:00:00","Jitter":0},"Rules":{"Busy":{"Delay":{"Delays":["00:01:00"],"Factor":1,"Cap":"365.00:00:00","Jitter":0},"Max":2}}},"Timeout":"00:30:00","OnFailure":"EndJob"},{"$type":"delay","Duration":"2.00:00:00"},{"$type":"contact","Channel":"email","Content":"Hello","Retry":{"Attempts":1,"Delay":{"Delays":["00:10:00"],"Factor":1,"Cap":"365.00:00:00","Jitter":0},"Rules":{}},"Timeout":"00:30:00","OnFailure":"NextStep"}],"Key":"renewals","Tenant":"default","Priority":{"Value":50},"MaxConcurrent":10,"Weight":1,"KeepOpen":false,"Overdue":{"Action":"CallNow","MaxLateness":"00:00:00","Over":"00:00:00"},"Zone":"Etc/UTC"}
        """;

    [Fact]
    public void Text_of_what_was_read_is_the_text_that_was_written()
    {
        foreach (var definition in new[] { Everything, Drip, Calls(
            StepRetryPolicy.None), Calls(StepRetryPolicy.Fixed(3, Backoff.MaxDelay)) })
        {
            var text = DefinitionJson.Write(definition);

            Assert.Equal(text, DefinitionJson.Write(DefinitionJson.Read(text)));
        }
    }

    [Fact]
    public void Every_field_survives()
    {
        var read = DefinitionJson.Read(DefinitionJson.Write(Everything));

        Assert.Equal(Everything with { Steps = read.Steps, Data = read.Data }, read);
        Assert.Equal(Everything.Start!.Value.UtcTicks, read.Start!.Value.UtcTicks);
        Assert.Equal(3, read.Steps.Count);
        var call = Assert.IsType<ContactStep>(read.Steps[0]);
        Assert.Equal((ContactStep)Everything.Steps[0] with { Retry = call.Retry }, call);
        Assert.Equal(Everything.Steps[1], read.Steps[1]);
        Assert.Equal("line one\nline two", Assert.IsType<ContactStep>(read.Steps[2]).Content);
        Assert.Empty(read.Validate());
    }

    [Fact]
    public void Retry_policy_that_was_read_gives_the_same_delays()
    {
        var written = ((ContactStep)Everything.Steps[0]).Retry;
        var read = ((ContactStep)DefinitionJson.Read(DefinitionJson.Write(Everything)).Steps[0]).Retry;

        foreach (var outcome in Enum.GetValues<AttemptOutcome>())
        {
            for (var tried = 1; tried <= 10; tried++)
            {
                var count = (tried + 1) / 2;
                Assert.Equal(written.NextDelay(outcome, tried, count, 0.3), read.NextDelay(outcome, tried, count, 0.3));
            }
        }
    }

    [Fact]
    public void Every_difference_makes_another_text()
    {
        CampaignDefinition[] others =
        [
            Everything with { Name = "x" },
            Everything with { Key = null },
            Everything with { Tenant = "x" },
            Everything with { Priority = CampaignPriority.Low },
            Everything with { Start = Everything.Start!.Value.AddTicks(1) },
            Everything with { Expiry = null },
            Everything with { MaxConcurrent = 322 },
            Everything with { Weight = 8 },
            Everything with { KeepOpen = false },
            Everything with { Zone = "Europe/Rome" },
            Everything with { Steps = [.. Everything.Steps, CampaignStep.Call()] },
            WithFirst(step => step with { Content = null }),
            WithFirst(step => step with { Timeout = Minutes(1) }),
            WithFirst(step => step with { OnFailure = StepFailure.EndJob }),
            WithFirst(step => step with { Retry = step.Retry with { Attempts = 8 } }),
            WithFirst(step => step with { Retry = step.Retry with { Delay = step.Retry.Delay.WithJitter(0.11) } }),
            WithFirst(step => step with { Retry = step.Retry.On(AttemptOutcome.Busy, RetryRule.After(Minutes(5), max: 4)) }),
            WithFirst(step => step with { Retry = step.Retry.On(AttemptOutcome.Busy, RetryRule.After(Minutes(6), max: 3)) }),
            WithFirst(step => step with { Retry = step.Retry.On(AttemptOutcome.Machine, RetryRule.Never) }),
        ];

        Assert.Equal(others.Length + 1, others.Append(Everything).Select(DefinitionJson.Write).Distinct().Count());
    }

    [Fact]
    public void Names_stand_in_the_text_where_numbers_could_shift()
    {
        var text = DefinitionJson.Write(Everything);

        Assert.Contains("\"Busy\"", text, StringComparison.Ordinal);
        Assert.Contains("\"NextStep\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Order_that_means_nothing_makes_no_other_text()
    {
        CampaignDefinition[] same =
        [
            Drip with { Data = new Dictionary<string, string> { ["city"] = "Paris", ["role"] = "engineer" } },
            Drip with { Exit = Drip.Exit! with { Events = ["booked", ContactEvent.Reply, "booked"] } },
            Drip with { Exit = Drip.Exit! with { Outcomes = [AttemptOutcome.Completed, AttemptOutcome.Rejected] } },
            Drip with { Window = Drip.Window! with { Hours = [.. Drip.Window.Hours.Reverse()],
                ClosedDates = [.. Drip.Window.ClosedDates.Reverse()] } },
            Drip with { Steps = [CampaignStep.Branch(
                StepCondition.Data("tier", "silver", "gold"), then: "first", otherwise: "plain"), .. Drip.Steps.Skip(1)] },
            WithMessage(step => step with
            {
                OnUnavailable = UnavailablePolicy.Wait(
                    new DateTimeOffset(2026, 4, 1, 7, 0, 0, TimeSpan.Zero),
                    UnavailablePolicy.Fallback(Channels.Email, UnavailablePolicy.Task(Hours(9)))),
            }),
        ];

        Assert.Empty(Drip.Validate());
        Assert.All(same, definition => Assert.Equal(DefinitionJson.Write(Drip), DefinitionJson.Write(definition)));
    }

    [Fact]
    public void Every_difference_between_drips_makes_another_text()
    {
        CampaignDefinition[] others =
        [
            Drip with { Exit = null },
            Drip with { Exit = Drip.Exit! with { After = Hours(501) } },
            Drip with { Exit = Drip.Exit! with { Events = [] } },
            Drip with { Exit = Drip.Exit! with { Outcomes = [AttemptOutcome.Rejected] } },
            Drip with { Exit = Drip.Exit! with { Monitor = true } },
            Drip with { Exclusivity = null },
            Drip with { Exclusivity = Exclusivity.None },
            Drip with { Exclusivity = Drip.Exclusivity! with { OnConflict = ExclusivityConflict.Replace } },
            Drip with { Data = new Dictionary<string, string> { ["role"] = "engineer" } },
            Drip with { Window = Drip.Window! with { Margin = Minutes(2) } },
            Drip with { Steps = [CampaignStep.Branch(
                StepCondition.Data("tier", "gold"), then: "first", otherwise: "plain"), .. Drip.Steps.Skip(1)] },
            Drip with { Steps = [CampaignStep.Branch(
                StepCondition.HasAddress("tier"), then: "first", otherwise: "plain"), .. Drip.Steps.Skip(1)] },
            WithMessage(step => step with { Name = "other" }),
            WithMessage(step => step with { IsTemplate = false }),
            WithMessage(step => step with { Format = ContentFormat.Text }),
            WithMessage(step => step with { Subject = "x" }),
            WithMessage(step => step with { Window = null }),
            WithMessage(step => step with { OnUnavailable = null }),
            WithMessage(step => step with { OnUnavailable = UnavailablePolicy.Wait(Hours(1)) }),
            WithMessage(step => step with { OnNoAddress = UnavailablePolicy.Fallback(Channels.Email) }),
            With(3, CampaignStep.WaitUntil(new TimeOnly(10, 1), businessDays: 2)),
            With(3, CampaignStep.WaitUntil(new TimeOnly(10, 0), businessDays: 3)),
            With(5, (EventStep)Drip.Steps[5] with { OnTimeout = null }),
            With(7, new ExitStep { Name = "end" }),
        ];

        Assert.Equal(others.Length + 1, others.Append(Drip).Select(DefinitionJson.Write).Distinct().Count());
    }

    [Fact]
    public void Text_written_before_there_were_drips_is_read_and_means_what_it_meant()
    {
        var read = DefinitionJson.Read(BeforeDrips);

        Assert.Empty(read.Validate());
        Assert.Equal((null, null, null), (read.Exit, read.Exclusivity, read.ExclusivityKey));
        Assert.Empty(read.Data);
        var call = Assert.IsType<ContactStep>(read.Steps[0]);
        Assert.Equal((StepFailure.EndJob, ContentFormat.Text, false), (call.OnFailure, call.Format, call.IsTemplate));
        Assert.Equal((null, null, null), (call.Window, call.OnUnavailable, call.OnNoAddress));
        Assert.Equal(new DelayStep { Duration = Hours(48) }, read.Steps[1]);
        Assert.Equal(StepFailure.NextStep, Assert.IsType<ContactStep>(read.Steps[2]).OnFailure);
        Assert.Equal(DefinitionJson.Write(Renewals), DefinitionJson.Write(read)); // so that its key still identifies it
        Assert.Empty(System.Text.Json.JsonSerializer.Deserialize<TenantSettings>("""{"MaxConcurrent":5,"Data":null}""")!.Data);
    }

    [Fact]
    public void Protocol_that_was_written_is_read_again()
    {
        var text = DefinitionJson.Write(Drip.Protocol);
        var read = DefinitionJson.ReadProtocol(System.Text.Encoding.UTF8.GetBytes(text));

        Assert.Equal(text, DefinitionJson.Write(read));
        Assert.Empty(read.Validate());
        Assert.Equal(Drip.Steps[3], read.Steps[3]);
        Assert.Equal(Drip.Exit!.After, read.Exit!.After);
    }

    private static CampaignDefinition With(int index, CampaignStep step) =>
        Drip with { Steps = [.. Drip.Steps.Take(index), step, .. Drip.Steps.Skip(index + 1)] };

    private static CampaignDefinition WithMessage(Func<ContactStep, ContactStep> change) => With(1, change((ContactStep)Drip.Steps[1]));

    private static CampaignDefinition WithFirst(Func<ContactStep, ContactStep> change) =>
        Everything with { Steps = [change((ContactStep)Everything.Steps[0]), .. Everything.Steps.Skip(1)] };
}
