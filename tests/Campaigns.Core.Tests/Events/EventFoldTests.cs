using System.Globalization;
using Campaigns.Storage;
using static Campaigns.Tests.Sequences.Outreach;
using Campaigns.Tests.Sequences;

namespace Campaigns.Tests.Events;

/// <summary>
/// The log folded over an empty store, with the same definitions, enrollments and clock, ends in the same jobs: live events, in whatever
/// batches and however often they came, over restarts and failed commits, and a replay of the log go through one handler. The seed draws
/// drips, triggers, events and failing commits. Everything is held while a batch comes in, so that no send falls between its events.
/// </summary>
public class EventFoldTests
{
    private const int People = 10;
    private const int Steps = 30;

    private static readonly string[] Types =
    [
        InboundEvent.Reply, InboundEvent.Unsubscribe, InboundEvent.Bounce, InboundEvent.Complaint, "clicked", "clicked", "signed.up",
        "signed.up", "cart.abandoned", "cart.abandoned",
    ];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 24)];

    [Theory, Trait("Category", "Sweep")]
    [MemberData(nameof(Seeds))]
    public void Folding_the_log_over_an_empty_store_ends_in_the_same_jobs(int seed)
    {
        var random = new Random(seed);
        using var live = Begin(seed, out var store);
        var (sent, holds) = (new List<InboundEvent>(), new List<(DateTimeOffset From, DateTimeOffset To)>());
        for (var step = 0; step < Steps; step++)
        {
            live.Harness.Advance(TimeSpan.FromHours(random.Next(1, 8)));
            if (random.Next(6) == 0)
            {
                live.Harness.Restart();
            }

            List<InboundEvent> batch = [.. Enumerable.Range(0, random.Next(1, 6)).Select(_ => Draw(random, sent))];
            var from = live.Harness.Now;
            live.Harness.Do(operations => operations.HoldAllAsync());
            store.Next = random.Next(4) == 0 ? (Fault)random.Next(2) : null;
            Insist(live, batch);
            store.Next = null; // a batch of repeats alone is not committed
            live.Harness.Do(operations => operations.ReleaseAllAsync());
            holds.Add((from, live.Harness.Now));
        }

        live.Harness.Advance(Days(1));
        var log = live.Harness.EventLog();
        Assert.Equal(sent.Select(happened => happened.Id).Distinct().Count(), log.Count);
        Assert.True(store.Failed > 0, $"seed {seed}: no commit has failed");

        using var fold = Begin(seed, out _);
        foreach (var (from, to) in holds)
        {
            fold.Harness.AdvanceTo(from);
            fold.Harness.Do(operations => operations.HoldAllAsync());
            foreach (var row in log.Where(row => row.ReceivedAt >= from && row.ReceivedAt <= to))
            {
                fold.Harness.AdvanceTo(row.ReceivedAt);
                Fold(fold, row, seed);
            }

            fold.Harness.AdvanceTo(to);
            fold.Harness.Do(operations => operations.ReleaseAllAsync());
        }

        fold.Harness.AdvanceTo(live.Harness.Now);
        Assert.True(Show(live) == Show(fold), $"seed {seed}:\n{Show(live)}\n{Show(fold)}");
    }

    private static void Fold(Outreach fold, LoggedEvent row, int seed)
    {
        var receipt = fold.Harness.Do(reports => reports.IngestAsync(row.Event));
        Assert.True(
            (receipt.Result == IngestResult.Applied, receipt.Affected, receipt.Reason)
                == (row.State == EventState.Applied, row.Affected, row.Reason),
            $"seed {seed}: {row} affected {row.Affected} ({row.Reason}), and the fold {receipt}");
    }

    /// <summary>Ingests a batch. If the store fails, waits until the engine has read it again, and ingests the batch again.</summary>
    private static void Insist(Outreach live, List<InboundEvent> batch)
    {
        try
        {
            live.Harness.Do(reports => reports.IngestAsync(batch));
        }
        catch (CampaignException failed) when (failed.Error == CampaignError.StoreFailed)
        {
            live.Harness.Advance(TimeSpan.FromMinutes(1));
            live.Harness.Do(reports => reports.IngestAsync(batch));
        }
    }

    private static Outreach Begin(int seed, out FailingCommits store)
    {
        FailingCommits? used = null;
        var outreach = new Outreach(options => options.Store = used = new FailingCommits(options.Store!));
        var random = new Random(seed);
        for (var i = 0; i < 3; i++)
        {
            var trigger = DrawTrigger(random, i);
            outreach.Harness.Do(operations => operations.SetTriggerAsync(trigger));
            outreach.Run(DrawDrip(random, i), i == 0 ? [] : Enumerable.Range(0, 7).Select(number => Person(Key(number))));
        }

        store = used!;
        return outreach;
    }

    private static CampaignTrigger DrawTrigger(Random random, int campaign)
    {
        var rule = (TriggerReentry)random.Next(1, 5);
        return new CampaignTrigger
        {
            Tenant = "default", Name = $"trigger {campaign}", EventType = Types[random.Next(6, Types.Length)],
            CampaignKey = $"drip {campaign}", Reentry = rule,
            Pause = rule == TriggerReentry.AfterPause ? TimeSpan.FromHours(random.Next(1, 60)) : null,
            Conditions = random.Next(2) == 0 ? [] : [EventCondition.Greater("total", 30)],
            Contact = new ContactMapping
            {
                Key = "id", Addresses = new Dictionary<string, string> { [Channels.LinkedIn] = "in", [Channels.Email] = "mail" },
            },
        };
    }

    private static CampaignDefinition DrawDrip(Random random, int number)
    {
        List<CampaignStep> steps = [random.Next(2) == 0 ? Email("first") : LinkedIn("first")];
        for (var left = random.Next(3); left > 0; left--)
        {
            steps.Add(random.Next(3) == 0
                ? CampaignStep.WaitFor("clicked", TimeSpan.FromHours(random.Next(1, 90)))
                : CampaignStep.Wait(TimeSpan.FromHours(random.Next(1, 60))));
            steps.Add(Email($"message {left}"));
        }

        var exclusivity = random.Next(3) == 0 ? new Exclusivity { OnConflict = (ExclusivityConflict)random.Next(3) } : Exclusivity.None;
        var drip = Drip([.. steps]) with
        {
            Name = $"drip {number}", Key = $"drip {number}", KeepOpen = true, Exclusivity = exclusivity,
        };
        return random.Next(4) == 0 && steps.Count == 1 ? drip with { Exit = null, Exclusivity = null } : drip;
    }

    /// <summary>Draws a new event, or one that was sent before.</summary>
    private static InboundEvent Draw(Random random, List<InboundEvent> sent)
    {
        if (sent.Count > 0 && random.Next(4) == 0)
        {
            return sent[random.Next(sent.Count)];
        }

        var (key, type) = (Key(random.Next(People)), Types[random.Next(Types.Length)]);
        var happened = new InboundEvent("default", string.Create(CultureInfo.InvariantCulture, $"e{sent.Count}"), type)
        {
            Data = $$"""{"id":"{{key}}","in":"in/{{key}}","mail":"{{key}}@example.com","total":{{random.Next(90)}}}""",
        };
        happened = random.Next(2) == 0 ? happened with { ContactKey = key } : happened with { Address = $"{key}@example.com" };
        sent.Add(happened);
        return happened;
    }

    private static string Key(int number) => string.Create(CultureInfo.InvariantCulture, $"p{number}");

    private static string Show(Outreach outreach) => string.Join('\n', outreach.Harness.Campaigns().SelectMany(
        campaign => Contacts(outreach, campaign.Campaign)));

    private static IEnumerable<string> Contacts(Outreach outreach, CampaignId campaign) => Enumerable.Range(0, People).Select(i =>
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

    /// <summary>A store whose next commit fails, before it has taken effect or afterwards.</summary>
    private sealed class FailingCommits(IJobStore inner) : ForwardingStore(inner)
    {
        /// <summary>How the next commit fails; null if it does not.</summary>
        public Fault? Next { get; set; }

        /// <summary>The number of failures.</summary>
        public int Failed { get; private set; }

        public override async ValueTask<CommitReceipt> CommitAsync(CommitBatch batch, CancellationToken cancellationToken)
        {
            var fault = Next;
            Next = null;
            Failed += fault is null ? 0 : 1;
            var receipt = fault == Fault.Before ? throw new IOException("before") : await base.CommitAsync(batch, cancellationToken);
            return fault == Fault.After ? throw new IOException("after") : receipt;
        }
    }
}
