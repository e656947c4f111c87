using System.Globalization;

namespace Campaigns.Simulation;

/// <summary>
/// Draws requests about the event log: batches of new and repeated events, triggers that are set, changed and removed, entries that are
/// applied again.
/// </summary>
internal sealed class EventRequests(SimulatedWorld world, RequestSender sender, Random random)
{
    private const int MostAtOnce = 6;

    private EventLogCheck Log => world.Judge.EventLog;

    private TriggerPlan Plan => world.Plan.Triggers;

    /// <summary>Sets the triggers, and ingests events before anything else exists.</summary>
    public void Begin()
    {
        foreach (var trigger in Plan.Triggers)
        {
            sender.Insist(
                Subject(trigger), engine => engine.Operations.SetTriggerAsync(trigger),
                (_, isAlone) => Acknowledged(trigger, true, isAlone));
        }

        if (Plan.Triggers.Count > 0)
        {
            Ingest();
        }
    }

    public void Make()
    {
        switch (random.Next(10))
        {
            case 0:
                Change(TriggerPlan.Redraw(random, Plan.Triggers[random.Next(Plan.Triggers.Count)]));
                break;
            case 1:
                Remove(Plan.Triggers[random.Next(Plan.Triggers.Count)]);
                break;
            case 2 or 3:
                ApplyAgain();
                break;
            default:
                Ingest();
                break;
        }
    }

    /// <summary>Reads the whole log, and judges that it holds what was committed.</summary>
    public void CompareLog() => sender.Ask("the event log", async engine =>
    {
        var (read, after) = (new List<LoggedEvent>(), (string?)null);
        do
        {
            var page = await engine.Operations.ListLoggedEventsAsync(null, after);
            read.AddRange(page.Items);
            after = page.Next;
        }
        while (after is not null);

        Log.JudgeEnd(read);
    });

    private void Change(CampaignTrigger trigger) => sender.Ask(
        Subject(trigger), engine => engine.Operations.SetTriggerAsync(trigger), (_, isAlone) => Acknowledged(trigger, true, isAlone));

    private void Remove(CampaignTrigger trigger)
    {
        sender.Ask(
            Subject(trigger), engine => engine.Operations.RemoveTriggerAsync(trigger.Tenant, trigger.Name),
            (_, isAlone) => Acknowledged(trigger, false, isAlone));
        world.Kernel.After(world.UpTo(TimeSpan.FromMinutes(20)), () => Change(trigger));
    }

    private void Acknowledged(CampaignTrigger trigger, bool isSet, bool isAlone) => world.Judge.Require(
        !isAlone || world.Judge.Triggers.RuleOf(trigger) == (isSet ? trigger.Reentry : null), 13,
        () => $"{Subject(trigger)} was {(isSet ? "set" : "removed")}, but the store says otherwise");

    private static string Subject(CampaignTrigger trigger) => $"trigger {trigger.Name} of {trigger.Tenant}";

    /// <summary>Ingests new events, some of them twice or under an id that another event has, and some earlier ones again.</summary>
    private void Ingest()
    {
        var batch = new List<InboundEvent>();
        for (var left = random.Next(1, MostAtOnce); left > 0; left--)
        {
            var isRepeated = Log.Sent.Count > 0 && random.Next(4) == 0;
            var id = isRepeated ? Log.Sent[random.Next(Log.Sent.Count)].Id : Log.NewId();
            batch.Add(isRepeated && random.Next(2) == 0 ? Log.Sent.Last(sent => sent.Id == id) : Plan.DrawEvent(random, id));
            Log.Sent.Add(batch[^1]);
        }

        Send(batch);
    }

    private void Send(IReadOnlyList<InboundEvent> batch)
    {
        var known = batch.Select(Log.IsAcknowledged).ToList();
        IReadOnlyList<IngestReceipt> receipts = [];
        var subject = string.Create(CultureInfo.InvariantCulture, $"{batch.Count} events from {batch[0].Id}");
        sender.Ask(
            subject,
            async engine => receipts = await engine.Reports.IngestAsync(batch),
            (_, _) => Log.Acknowledged(batch, receipts, known),
            failure =>
            {
                if (!RequestSender.IsRefusal(failure) && random.Next(3) > 0)
                {
                    world.Kernel.After(world.UpTo(TimeSpan.FromMinutes(5)), () => Send(batch)); // as a careful sender does
                }
            });
    }

    private void ApplyAgain()
    {
        if (Log.Kept is not { Count: > 0 } kept)
        {
            return;
        }

        var happened = kept[random.Next(kept.Count)];
        Log.BeginRetry(happened);
        sender.Ask(
            $"event {happened.Id}", engine => engine.Operations.ApplyEventAgainAsync(happened.Tenant, happened.Id),
            (_, _) => Log.EndRetry(happened), failure =>
            {
                if (RequestSender.IsRefusal(failure))
                {
                    Log.EndRetry(happened);
                }
            });
    }
}
