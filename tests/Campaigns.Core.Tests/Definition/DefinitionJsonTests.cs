using static Campaigns.Tests.People;

namespace Campaigns.Tests.Definition;

/// <summary>Stores keep a definition as text; what comes back must be what was created, down to the last tick.</summary>
public class DefinitionJsonTests
{
    private static readonly CampaignDefinition Everything = new()
    {
        Name = "Spring \"offer\" – ÅÄÖ 🌱",
        Key = "spring-2026",
        Tenant = "acme",
        Priority = new Priority(99),
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
                Retry = new RetryPolicy { Attempts = 9, Delay = Backoff.Exponential(Seconds(1.5), Hours(7), 1.75).WithJitter(0.1) }
                    .On(Outcome.Busy, RetryRule.After(Minutes(5), max: 3))
                    .On(Outcome.NoAnswer, RetryRule.After(Backoff.List(Minutes(1), Hours(2)).WithJitter(1.0 / 3)))
                    .On(Outcome.Invalid, RetryRule.Never),
            },
            Step.Wait(TimeSpan.FromTicks(1)),
            Step.Message(Channels.Email, "line one\nline two"),
        ],
    };

    [Fact]
    public void Text_of_what_was_read_is_the_text_that_was_written()
    {
        foreach (var definition in new[] { Everything, Calls(RetryPolicy.None), Calls(RetryPolicy.Fixed(3, Backoff.MaxDelay)) })
        {
            var text = DefinitionJson.Write(definition);

            Assert.Equal(text, DefinitionJson.Write(DefinitionJson.Read(text)));
        }
    }

    [Fact]
    public void Every_field_survives()
    {
        var read = DefinitionJson.Read(DefinitionJson.Write(Everything));

        Assert.Equal(Everything with { Steps = read.Steps }, read);
        Assert.Equal(Everything.Start!.Value.UtcTicks, read.Start!.Value.UtcTicks);
        Assert.Equal(3, read.Steps.Count);
        var call = Assert.IsType<ContactStep>(read.Steps[0]);
        Assert.Equal((ContactStep)Everything.Steps[0] with { Retry = call.Retry }, call);
        Assert.Equal(Everything.Steps[1], read.Steps[1]);
        Assert.Equal("line one\nline two", Assert.IsType<ContactStep>(read.Steps[2]).Content);
        Assert.Empty(read.Check());
    }

    [Fact]
    public void Retry_policy_that_was_read_gives_the_same_delays()
    {
        var written = ((ContactStep)Everything.Steps[0]).Retry;
        var read = ((ContactStep)DefinitionJson.Read(DefinitionJson.Write(Everything)).Steps[0]).Retry;

        foreach (var outcome in Enum.GetValues<Outcome>())
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
            Everything with { Priority = Priority.Low },
            Everything with { Start = Everything.Start!.Value.AddTicks(1) },
            Everything with { Expiry = null },
            Everything with { MaxConcurrent = 322 },
            Everything with { Weight = 8 },
            Everything with { KeepOpen = false },
            Everything with { Zone = "Europe/Rome" },
            Everything with { Steps = [.. Everything.Steps, Step.Call()] },
            WithFirst(step => step with { Content = null }),
            WithFirst(step => step with { Timeout = Minutes(1) }),
            WithFirst(step => step with { OnFailure = StepFailure.EndJob }),
            WithFirst(step => step with { Retry = step.Retry with { Attempts = 8 } }),
            WithFirst(step => step with { Retry = step.Retry with { Delay = step.Retry.Delay.WithJitter(0.11) } }),
            WithFirst(step => step with { Retry = step.Retry.On(Outcome.Busy, RetryRule.After(Minutes(5), max: 4)) }),
            WithFirst(step => step with { Retry = step.Retry.On(Outcome.Busy, RetryRule.After(Minutes(6), max: 3)) }),
            WithFirst(step => step with { Retry = step.Retry.On(Outcome.Machine, RetryRule.Never) }),
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

    private static CampaignDefinition WithFirst(Func<ContactStep, ContactStep> change) =>
        Everything with { Steps = [change((ContactStep)Everything.Steps[0]), .. Everything.Steps.Skip(1)] };
}
