using System.Globalization;
using static Campaigns.Tests.Sequences.Outreach;
using Campaigns.Tests.Sequences;

namespace Campaigns.Tests.Events;

/// <summary>
/// The log folded over an empty store, with the same definitions, enrollments and clock, ends in the same jobs: live events, in whatever
/// batches and however often they came, and a replay of the log go through one handler.
/// </summary>
public class EventFoldTests
{
    private static readonly CampaignDefinition[] Definitions =
    [
        Drip(Email("one"), CampaignStep.Wait(Days(1)), Email("two"), CampaignStep.Wait(Days(4)), Email("three")) with
        {
            Name = "a", KeepOpen = true,
        },
        Drip(Email("offer"), CampaignStep.WaitFor("clicked", Days(3)), LinkedIn("thanks")) with { Name = "b", KeepOpen = true },
        Drip(LinkedIn("welcome")) with { Name = "c", Key = "welcome", KeepOpen = true, Exit = null },
    ];

    private static readonly string[] Types =
    [
        InboundEvent.Reply, InboundEvent.Unsubscribe, InboundEvent.Bounce, InboundEvent.Complaint, "clicked", "clicked", "signed.up",
        "signed.up",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void Folding_the_log_over_an_empty_store_ends_in_the_same_jobs(int seed)
    {
        var random = new Random(seed);
        using var live = Begin();
        var sent = new List<InboundEvent>();
        for (var step = 0; step < 30; step++)
        {
            live.Harness.Advance(TimeSpan.FromHours(random.Next(1, 8)));
            if (random.Next(6) == 0)
            {
                live.Harness.Restart();
            }

            List<InboundEvent> batch = [.. Enumerable.Range(0, random.Next(1, 6)).Select(_ => Draw(random, sent))];
            live.Harness.Do(reports => reports.IngestAsync(batch));
        }

        live.Harness.Advance(Days(1));
        var log = live.Harness.EventLog();
        Assert.Equal(sent.Select(happened => happened.Id).Distinct().Count(), log.Count);

        using var fold = Begin();
        foreach (var row in log)
        {
            fold.Harness.AdvanceTo(row.ReceivedAt);
            var receipt = fold.Harness.Do(reports => reports.IngestAsync(row.Event));
            Assert.True(
                (receipt.Result == IngestResult.Applied, receipt.Affected, receipt.Reason)
                    == (row.State == EventState.Applied, row.Affected, row.Reason),
                $"seed {seed}: {row} affected {row.Affected}, and the fold {receipt}");
        }

        fold.Harness.AdvanceTo(live.Harness.Now);
        Assert.True(Show(live) == Show(fold), $"seed {seed}:\n{Show(live)}\n{Show(fold)}");
    }

    private static Outreach Begin()
    {
        var outreach = new Outreach();
        outreach.Harness.Do(operations => operations.SetTriggerAsync(new CampaignTrigger
        {
            Tenant = "default", Name = "welcome", EventType = "signed.up", CampaignKey = "welcome", Reentry = TriggerReentry.WhenNoneRuns,
            Contact = new ContactMapping
            {
                Key = "id", Addresses = new Dictionary<string, string> { [Channels.LinkedIn] = "in", [Channels.Email] = "mail" },
            },
        }));
        foreach (var definition in Definitions)
        {
            outreach.Run(definition, definition.Key is null ? Enumerable.Range(0, 8).Select(i => Person(Key(i))) : []);
        }

        return outreach;
    }

    /// <summary>Draws a new event, or one that was sent before.</summary>
    private static InboundEvent Draw(Random random, List<InboundEvent> sent)
    {
        if (sent.Count > 0 && random.Next(4) == 0)
        {
            return sent[random.Next(sent.Count)];
        }

        var (key, type) = (Key(random.Next(10)), Types[random.Next(Types.Length)]);
        var happened = new InboundEvent("default", string.Create(CultureInfo.InvariantCulture, $"e{sent.Count}"), type)
        {
            Data = $$"""{"id":"{{key}}","in":"in/{{key}}","mail":"{{key}}@example.com"}""",
        };
        happened = random.Next(2) == 0 ? happened with { ContactKey = key } : happened with { Address = $"{key}@example.com" };
        sent.Add(happened);
        return happened;
    }

    private static string Key(int number) => string.Create(CultureInfo.InvariantCulture, $"p{number}");

    private static string Show(Outreach outreach) => string.Join('\n', outreach.Harness.Campaigns().SelectMany(
        campaign => Contacts(outreach, campaign.Campaign)));

    private static IEnumerable<string> Contacts(Outreach outreach, CampaignId campaign) => Enumerable.Range(0, 10).Select(i =>
    {
        try
        {
            var status = outreach.Status(campaign, Key(i));
            var attempts = string.Join(',', status.Timeline.Select(attempt => $"{attempt.Step} {attempt.Outcome}"));
            return $"{campaign} {Key(i)} {status.State} after {attempts}";
        }
        catch (CampaignException)
        {
            return $"{campaign} {Key(i)} not enrolled";
        }
    });
}
