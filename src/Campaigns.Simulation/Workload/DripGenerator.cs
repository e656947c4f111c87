namespace Campaigns.Simulation;

/// <summary>Generates drips with groups, waits, branches, exits, all policies, missing addresses and exclusivity.</summary>
internal static class DripGenerator
{
    private const int Persons = 40;
    private static readonly string[] AllChannels = [Channels.Sms, Channels.Email, Channels.LinkedIn, Channels.Voice];
    private static readonly string[] Events = ["opened", "clicked"];

    /// <summary>Adds drips to some campaigns of a workload, in the tenant of its first campaign.</summary>
    public static SimulationWorkload Join(Random random, SimulationWorkload workload)
    {
        var calls = workload.Campaigns.Take(random.Next(2, 5)).ToList();
        var channels = AllChannels.OrderBy(_ => random.Next()).Take(random.Next(2, 4)).ToArray();
        var tenant = calls[0].Definition.Tenant;
        var drips =
            Enumerable.Range(1, random.Next(1, 5)).Select(number => DrawCampaign(random, calls[0].Definition, tenant, number, channels));
        return workload with { Campaigns = [.. calls, .. drips] };
    }

    /// <summary>Draws a drip contact: the same people as those of calls, with fewer addresses.</summary>
    public static Contact DrawContact(Random random, int person)
    {
        var phone = random.Next(4) == 0 ? null : $"+1555{1_000_000 + person}";
        var addresses = new Dictionary<string, string>();
        if (random.Next(4) > 0)
        {
            addresses[Channels.Email] = WorkloadGenerator.DrawEmail(random, person);
        }

        if (random.Next(5) < 3)
        {
            addresses[Channels.LinkedIn] = $"in/person{person}";
        }

        var data = random.Next(2) == 0 ? null : new Dictionary<string, string> { ["tier"] = random.Next(2) == 0 ? "gold" : "" };
        return new Contact($"person {person}", phone, person % 4 == 0 ? null : "Europe/Berlin", addresses, data);
    }

    public static ContactProtocol DrawProtocol(Random random, IReadOnlyList<string> channels)
    {
        var steps = new List<CampaignStep>();
        var sections = random.Next(1, 5);
        for (var section = 0; section < sections; section++)
        {
            if (section > 0)
            {
                steps.Add(DrawWait(random, section));
            }

            if (random.Next(5) == 0)
            {
                steps.Add(
                    CampaignStep.Branch(
                        DrawCondition(random, channels), random.Next(2) == 0 ? $"section {section}" : "end") with { Name = null });
            }

            steps.AddRange(DrawGroup(random, channels, section));
            if (random.Next(12) == 0)
            {
                steps.Add(new ExitStep { End = random.Next(2) == 0 ? JobState.Completed : JobState.Failed });
            }
        }

        steps.Add(DrawContactStep(random, channels, isFirst: false) with { Name = "end" });
        return new ContactProtocol { Steps = steps, Exit = DrawExit(random) };
    }

    private static SimulatedCampaign DrawCampaign(Random random, CampaignDefinition like, string tenant, int number, string[] channels)
    {
        var protocol = DrawProtocol(random, channels);
        var definition = like with
        {
            Name = $"drip {number}",
            Key = $"drip {number}",
            Tenant = tenant,
            Start = null,
            Expiry = random.Next(12) == 0 ? like.Expiry : null,
            MaxConcurrent = WorkloadGenerator.Any(random, 2, 5, 20),
            Rate = random.Next(3) == 0 ? WorkloadGenerator.DrawRate(random) : null,
            Lateness = random.Next(6) == 0 ? like.Lateness : LatenessPolicy.SendNow,
            Window = random.Next(2) == 0 ? null : like.Window,
            Steps = protocol.Steps,
            Exit = protocol.Exit,
            Exclusivity = DrawExclusivity(random),
        };
        var first = random.Next(Persons / 2);
        var contacts = Enumerable.Range(first, random.Next(Persons / 2, Persons)).Select(person => DrawContact(random, person))
            .Select(contact => random.Next(5) == 0 ? contact.WithProtocol(DrawProtocol(random, channels)) : contact);
        return new SimulatedCampaign(definition, [.. contacts]);
    }

    private static Exclusivity? DrawExclusivity(Random random) => random.Next(4) switch
    {
        0 => null,
        1 => Exclusivity.None,
        _ => new Exclusivity { OnConflict = (ExclusivityConflict)random.Next(3) },
    };

    private static ExitRules DrawExit(Random random) => new()
    {
        After = TimeSpan.FromHours(WorkloadGenerator.Any(random, 3, 12, 30, 72, 240, 720)),
        Events = random.Next(4) == 0 ? [ContactEvent.Reply, "stop"] : [ContactEvent.Reply],
        Outcomes = random.Next(4) == 0 ? [WorkloadGenerator.Any(random, AttemptOutcome.Completed, AttemptOutcome.Rejected)] : [],
        Monitor = random.Next(4) > 0,
    };

    private static CampaignStep DrawWait(Random random, int section) => random.Next(6) switch
    {
        0 => CampaignStep.WaitUntil(new TimeOnly(random.Next(24), random.Next(2) * 30), random.Next(1, 3)),
        1 or 2 => CampaignStep.WaitFor(Events[random.Next(Events.Length)], TimeSpan.FromMinutes(random.Next(5, 600))) with
        {
            OnEvent = random.Next(3) == 0 ? "end" : null,
            OnTimeout = random.Next(3) == 0 ? $"section {section}" : null,
        },
        _ => CampaignStep.Wait(
            TimeSpan.FromMinutes(WorkloadGenerator.Any(random, random.Next(1, 30), random.Next(1, 600), random.Next(1, 6_000)))),
    };

    private static StepCondition DrawCondition(Random random, IReadOnlyList<string> channels) => random.Next(3) switch
    {
        0 => StepCondition.Data("tier", random.Next(2) == 0 ? [] : ["gold"]),
        1 => StepCondition.HasAddress(channels[random.Next(channels.Count)]),
        _ => StepCondition.LastOutcome(AttemptOutcome.Completed, AttemptOutcome.NoAnswer),
    };

    private static IEnumerable<CampaignStep> DrawGroup(Random random, IReadOnlyList<string> channels, int section)
    {
        var count = WorkloadGenerator.Any(random, 1, 2, 2, 3, 4);
        for (var i = 0; i < count; i++)
        {
            yield return DrawContactStep(random, channels, section == 0) with { Name = i == 0 ? $"section {section}" : null };
        }
    }

    private static ContactStep DrawContactStep(Random random, IReadOnlyList<string> channels, bool isFirst)
    {
        var step = DrawStep(random, channels, isFirst);
        return step with { OnUnavailable = Valid(step.OnUnavailable, step.Channel), OnNoAddress = Valid(step.OnNoAddress, step.Channel) };
    }

    private static ContactStep DrawStep(Random random, IReadOnlyList<string> channels, bool isFirst) => new()
    {
        Channel = channels[random.Next(channels.Count)],
        Content = "text",
        Retry = random.Next(3) == 0
            ? StepRetryPolicy.Fixed(random.Next(2, 4), TimeSpan.FromMinutes(random.Next(1, 30)))
            : StepRetryPolicy.None,
        Timeout = TimeSpan.FromSeconds(WorkloadGenerator.Any(random, 30, 120, 600)),
        // tenants' windows are open around noon
        Window = isFirst || random.Next(8) > 0
            ? null
            : ContactWindow.Daily(new TimeOnly(random.Next(11), 0), new TimeOnly(random.Next(13, 24), 0)),
        OnFailure = random.Next(4) == 0 ? (StepFailure)random.Next(2) : null,
        OnUnavailable = random.Next(3) == 0 ? null : DrawPolicy(random, channels, mayWait: true, depth: 0),
        OnNoAddress = random.Next(2) == 0 ? null : DrawPolicy(random, channels, mayWait: false, depth: 0),
    };

    private static UnavailablePolicy DrawPolicy(Random random, IReadOnlyList<string> channels, bool mayWait, int depth)
    {
        UnavailablePolicy? Then(bool mayWaitThen) =>
            depth == 2 || random.Next(2) == 0 ? null : DrawPolicy(random, channels, mayWaitThen, depth + 1);
        var time = TimeSpan.FromMinutes(WorkloadGenerator.Any(random, 5, 60, 600, 3_000));
        return random.Next(mayWait ? 8 : 5) switch
        {
            0 => UnavailablePolicy.Skip,
            1 => UnavailablePolicy.Fail,
            2 => UnavailablePolicy.Task(random.Next(4) == 0 ? null : time, Then(false)),
            3 or 4 => UnavailablePolicy.Fallback(channels[random.Next(channels.Count)], Then(mayWait)),
            _ => UnavailablePolicy.Wait(time, Then(false)),
        };
    }

    /// <summary>Removes invalid parts of a policy chain: a repeated channel, or a second task.</summary>
    private static UnavailablePolicy? Valid(UnavailablePolicy? policy, string own)
    {
        var (used, hasTask) = (new HashSet<string?> { own }, false);
        var valid = new Stack<UnavailablePolicy>();
        for (var next = policy; next is not null; next = next.Then)
        {
            if (next.Action == UnavailableAction.Fallback ? used.Add(next.Channel) : next.Action != UnavailableAction.Task || !hasTask)
            {
                hasTask |= next.Action == UnavailableAction.Task;
                valid.Push(next);
            }
        }

        return valid.Aggregate(
            (UnavailablePolicy?)null, (then, each) => new UnavailablePolicy(each.Action, each.AtMost, each.Until, each.Channel, then))
            ?? (policy is null ? null : UnavailablePolicy.Skip);
    }
}
