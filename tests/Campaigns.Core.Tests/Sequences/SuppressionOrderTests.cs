using static Campaigns.Tests.People;
using static Campaigns.Tests.Sequences.Outreach;

namespace Campaigns.Tests.Sequences;

/// <summary>
/// A suppressed person gets nothing, and the job ends as suppressed, in any order of enrollment, suppression, start, restart and rerun.
/// </summary>
public class SuppressionOrderTests
{
    private static readonly Contact Ann = new(
        "ann", "+15550100001",
        addresses: new Dictionary<string, string> { [Channels.LinkedIn] = "in/ann", [Channels.Email] = "Ann@example.com" });

    private static readonly (string Name, Suppression Entry)[] Entries =
    [
        ("key", Suppression.OfContact("default", "ann")),
        ("key on e-mail", Suppression.OfContact("default", "ann", Channels.Email)),
        ("key on LinkedIn", Suppression.OfContact("default", "ann", Channels.LinkedIn)),
        ("e-mail", Suppression.OfAddress("default", "Ann Lee <ANN@example.com>")),
        ("e-mail on e-mail", Suppression.OfAddress("default", "ann@EXAMPLE.com", Channels.Email)),
        ("LinkedIn", Suppression.OfAddress("default", " in/ann")),
        ("LinkedIn on LinkedIn", Suppression.OfAddress("default", "in/ann ", Channels.LinkedIn)),
        ("phone, which the drip does not use", Suppression.OfAddress("default", "+1 (555) 010-0001")),
    ];

    public static TheoryData<string, string> Cases()
    {
        var cases = new TheoryData<string, string>();
        foreach (var (name, _) in Entries)
        {
            foreach (var protocol in (string[])["drip", "drip by hand", "mail"])
            {
                if (protocol != "mail" || !name.EndsWith("LinkedIn", StringComparison.Ordinal) || name == "LinkedIn")
                {
                    cases.Add(name, protocol);
                }
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    [Trait("Category", "Sweep")]
    public void Every_order_comes_to_the_same_end(string entry, string protocol)
    {
        foreach (var order in Orders(["enroll", "suppress", "start", "restart"]))
        {
            var end = Play(order, entry, protocol);
            Assert.True(end == (JobState.Suppressed, 0), $"{string.Join(", ", order)}: {end}");
        }
    }

    [Theory]
    [InlineData("key", "drip")]
    [InlineData("e-mail", "drip by hand")]
    [InlineData("e-mail on e-mail", "mail")]
    public void Enrollment_and_suppression_in_one_commit_come_to_it_too(string entry, string protocol)
    {
        Assert.Equal((JobState.Suppressed, 0), Play(["enroll+suppress", "start"], entry, protocol));
        Assert.Equal((JobState.Suppressed, 0), Play(["start", "suppress+enroll"], entry, protocol));
    }

    [Fact]
    public void Version_of_a_protocol_that_uses_the_channel_ends_the_job_when_it_moves_to_it()
    {
        using var outreach = new Outreach();
        var campaign = outreach.Run(Drip(LinkedIn("one"), CampaignStep.Wait(Days(2)), LinkedIn("two")), Ann);
        outreach.Harness.Do(reports => reports.SuppressAsync(Suppression.OfAddress("default", "ann@example.com", Channels.Email)));
        Assert.Equal(JobState.Waiting, outreach.Harness.Contact(campaign, "ann").State);
        outreach.Harness.Do(client => client.ChangeProtocolAsync(
            campaign,
            new ContactProtocol { Steps = [LinkedIn("one"), CampaignStep.Wait(Days(2)), LinkedIn("two"), Email("three")],
                Exit = new ExitRules() }));
        outreach.Harness.Do(client => client.MigrateAsync(campaign, false));
        Assert.Equal(JobState.Suppressed, outreach.Harness.Contact(campaign, "ann").State);
    }

    private static (JobState State, int Sent) Play(IReadOnlyList<string> order, string entryName, string protocol)
    {
        var entry = Entries.Single(candidate => candidate.Name == entryName).Entry;
        using var outreach = new Outreach();
        var harness = outreach.Harness;
        harness.Do(operations => operations.HoldTenantAsync("default")); // no contact is called until all requests are done
        var campaign = harness.Do(client => client.CreateAsync(DefinitionOf(protocol) with { KeepOpen = true }));
        if (protocol == "drip by hand")
        {
            harness.Do(operations => operations.MarkChannelUnavailableAsync("default", Channels.LinkedIn, "logged out"));
        }

        foreach (var step in order)
        {
            Do(step);
            Rerun();
        }

        harness.Do(operations => operations.ReleaseTenantAsync("default"));
        outreach.AdvanceTo(Days(6));
        harness.Do(client => client.RerunFailedAsync(campaign));
        harness.Do(client => client.RerunContactAsync(campaign, "ann"));
        outreach.AdvanceTo(Days(12));
        return (harness.Contact(campaign, "ann").State, outreach.Asked.Count());

        void Do(string step)
        {
            switch (step)
            {
                case "enroll":
                    harness.Do(client => client.AddContactsAsync(campaign, [Ann]));
                    break;
                case "suppress":
                    harness.Do(reports => reports.SuppressAsync(entry));
                    break;
                case "start":
                    harness.Do(client => client.StartAsync(campaign));
                    break;
                case "restart":
                    harness.Restart();
                    break;
                default:
                    harness.Do(client => Task.WhenAll(step.Split('+').Select(part => part == "enroll"
                        ? (Task)client.AddContactsAsync(campaign, [Ann])
                        : client.Reports().SuppressAsync(entry))));
                    break;
            }
        }

        void Rerun()
        {
            try
            {
                harness.Do(client => client.RerunContactAsync(campaign, "ann"));
            }
            catch (CampaignException refusal) when (refusal.Error is CampaignError.NotFound or CampaignError.IllegalTransition)
            {
                // not enrolled yet, or not ended yet
            }
        }
    }

    private static CampaignDefinition DefinitionOf(string protocol) => protocol switch
    {
        "drip" => Drip(LinkedIn("hello"), CampaignStep.Wait(Days(2)), Email("again")),
        "drip by hand" =>
            Drip(LinkedIn("hello") with { OnUnavailable = UnavailablePolicy.Task() }, CampaignStep.Wait(Days(2)), Email("again")),
        _ => new CampaignDefinition { Name = "mail", Steps = [CampaignStep.Message(Channels.Email, "hello")] },
    };

    private static IEnumerable<string[]> Orders(string[] steps) => steps.Length <= 1
        ? [steps]
        : steps.SelectMany(first => Orders([.. steps.Where(step => step != first)]).Select(rest => (string[])[first, .. rest]));
}
