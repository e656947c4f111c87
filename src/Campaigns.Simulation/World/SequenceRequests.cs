namespace Campaigns.Simulation;

/// <summary>Draws requests about drips: replies and other events, channel changes, manual tasks, lost accounts.</summary>
internal sealed class SequenceRequests(SimulatedWorld world, RequestSender sender, Random random)
{
    private static readonly string[] Names = ["opened", "clicked", "stop"];

    private Books Books => world.Judge.Books;

    public void Make()
    {
        switch (random.Next(15))
        {
            case 0 or 1 or 2:
                Reply();
                break;
            case 3 or 4 or 5:
                // also before the wait
                var job =
                    random.Next(3) == 0 ? PickJob(random.Next(2) == 0 ? WaitingFor.Turn : WaitingFor.Time) : PickJob(WaitingFor.Event);
                var awaited =
                    job is { Lane.Kind: WaitingFor.Event } && job.Script.Steps[job.Row.Step] is EventStep wait ? wait.Event : null;
                Happen(job, awaited is null || random.Next(4) == 0 ? Names[random.Next(Names.Length)] : awaited);
                break;
            case 6 or 7 or 8:
                ChangeChannel();
                break;
            case 9:
                LoseAccount();
                break;
            case 10:
                Overlap();
                break;
            case 11:
                new ProtocolRequests(world, sender, random).Make();
                break;
            case 12 or 13:
                Explain(PickJob((WaitingFor)random.Next(7)));
                break;
            default:
                CompleteTasks();
                break;
        }
    }

    /// <summary>Reports a reply, often of a contact whose attempt is committed and not sent.</summary>
    public void Reply()
    {
        var job = random.Next(3) == 0
            ? Books.Live.Where(attempt => attempt.SentAt < 0 && attempt.Job.Script.IsDrip).Select(attempt => attempt.Job).FirstOrDefault()
            : null;
        Happen(job ?? PickJob((WaitingFor)random.Next(7)), ContactEvent.Reply);
    }

    /// <summary>Makes all contacts reply after the given number of steps, and makes a channel unavailable for two hours.</summary>
    public void ReplyAt(int steps)
    {
        foreach (var tenant in Books.Tenants)
        {
            var channel = tenant.Channel(world.Plan.Channels[0]);
            Change(tenant, channel, "logged out");
            world.Kernel.After(TimeSpan.FromHours(2), () => Change(tenant, channel, null));
        }

        world.StepsToMoment = steps;
        world.OnMoment = () => Books.Jobs.Values.Where(job => !LegalTransitions.IsEnd(job.Row.State)).ToList()
            .ForEach(job => Tell(new ToldEvent(ContactEvent.OfContact(job.Campaign.Tenant.Name!, job.Contact.Key), job.Contact.Key, null)));
    }

    /// <summary>Makes all channels available again.</summary>
    public void Release()
    {
        foreach (var tenant in Books.Tenants)
        {
            foreach (var channel in tenant.Channels.Values.Where(channel => world.Plan.Channels.Contains(channel.Channel)))
            {
                sender.Insist(
                    $"{channel}", engine => engine.Operations.MarkChannelAvailableAsync(tenant.Name!, channel.Channel),
                    (issued, _) => channel.Row.Acknowledge(issued));
            }
        }
    }

    /// <summary>Picks a drip job that waits in the given way, or any open drip job if there is none.</summary>
    private JobFacts? PickJob(WaitingFor kind)
    {
        var open = Books.Jobs.Values.Where(job => job.Script.IsDrip && !LegalTransitions.IsEnd(job.Row.State)).ToList();
        var those = open.FindAll(job => job.Lane.Kind == kind && job.Row.State == JobState.Waiting);
        var from = those.Count > 0 ? those : open;
        return from.Count == 0 ? null : from[random.Next(from.Count)];
    }

    private void Happen(JobFacts? job, string name)
    {
        if (job is null or { IsErased: true })
        {
            return;
        }

        var (tenant, contact) = (job.Campaign.Tenant.Name!, job.Contact);
        var address = random.Next(3) == 0 ? contact.AddressOn(Channels.Voice) ?? contact.Addresses.Values.FirstOrDefault() : null;
        var happened = address is null ? ContactEvent.OfContact(tenant, contact.Key, name) : ContactEvent.OfAddress(tenant, address, name);
        happened = happened with
        {
            Campaign = random.Next(5) == 0 ? job.Campaign.Id : null,
            Id = random.Next(3) == 0 ? $"event {random.NextInt64()}" : null,
            OccurredAt = random.Next(3) == 0
                ? null
                : world.Kernel.Wall - world.UpTo(TimeSpan.FromMinutes(WorkloadGenerator.Any(random, 0, 3, 600))),
        };
        var told = new ToldEvent(happened, address is null ? contact.Key : null, address);
        Tell(told);
        if (random.Next(3) == 0 && (happened.OccurredAt is not null || happened.Id is not null))
        {
            world.Kernel.After(world.UpTo(TimeSpan.FromHours(1)), () => Tell(told, isDoubled: true));
        }
    }

    private void Tell(ToldEvent told, bool isDoubled = false)
    {
        world.Judge.Books.Tenant(told.Happened.Tenant).Events.Add(told = told with { });
        var hit = isDoubled && told.Happened.Id is not null ? [] : world.Judge.Replies.Told(told); // with an id it has no effect any more
        var subject = $"event {told.Happened.Name} of {told.Key}{told.Address} at {told.Happened.OccurredAt:O}";
        sender.Ask(subject, engine => engine.Reports.ReportEventAsync(told.Happened), (_, _) =>
        {
            (told.AnsweredAt, told.AnsweredWall) = (world.Judge.Events, world.Kernel.Wall.UtcTicks);
            world.Judge.Replies.Acknowledged(hit);
            world.Judge.EventLog.Acknowledged(told.Happened);
        });
    }

    private void ChangeChannel()
    {
        var tenants =
            Books.Campaigns.Values.Where(campaign => campaign.Definition.Exit is not null).Select(campaign => campaign.Tenant).ToList();
        var tenant = tenants.Count == 0 ? null : tenants[random.Next(tenants.Count)];
        if (tenant is null)
        {
            return;
        }

        var channel = tenant.Channel(world.Plan.Channels[random.Next(world.Plan.Channels.Count)]);
        Change(tenant, channel, channel.Row.Latest.Unavailable is null ? "logged out" : null);
        if (random.Next(2) == 0)
        {
            world.Kernel.After(world.UpTo(TimeSpan.FromHours(random.Next(1, 100))), () => Change(tenant, channel, null));
        }
    }

    private void Change(TenantFacts tenant, ChannelFacts channel, string? reason) => sender.Ask(
        $"{channel}",
        engine => reason is null
            ? engine.Operations.MarkChannelAvailableAsync(tenant.Name!, channel.Channel)
            : engine.Operations.MarkChannelUnavailableAsync(tenant.Name!, channel.Channel, reason),
        (issued, isAlone) =>
        {
            channel.Row.Acknowledge(issued);
            world.Judge.Require(
                channel.Row.Latest.Unavailable == reason || !isAlone, 8,
                () => $"the change of {channel} to \"{reason ?? "available"}\" was acknowledged but is not stored");
        });

    /// <summary>Makes all providers of a channel refuse a tenant's account for a while.</summary>
    private void LoseAccount()
    {
        var tenants = Books.Tenants.ToList();
        var channel = world.Plan.Channels[random.Next(world.Plan.Channels.Count)];
        if (tenants.Count > 0)
        {
            world.LostAccounts[(tenants[random.Next(tenants.Count)].Name!, channel)] =
                world.Kernel.Mono + world.UpTo(TimeSpan.FromHours(30)).Ticks;
        }
    }

    /// <summary>Enrolls the same contacts into several drips.</summary>
    private void Overlap()
    {
        var campaigns =
            Books.Campaigns.Values.Where(campaign => campaign.Definition.Exit is not null && !LegalTransitions.IsEnd(campaign.State))
                .ToList();
        var first = random.Next(60);
        var contacts = Enumerable.Range(first, random.Next(1, 10)).Select(person => DripGenerator.DrawContact(random, person)).ToList();
        foreach (var campaign in campaigns)
        {
            Enroll(campaign, contacts);
        }
    }

    /// <summary>Enrolls contacts. If they replace running jobs, those jobs must have ended at the acknowledgment.</summary>
    private void Enroll(CampaignFacts campaign, List<Contact> contacts)
    {
        var replaces = campaign.Definition.Exclusivity?.OnConflict == ExclusivityConflict.Replace;
        var running = replaces
            ? contacts.SelectMany(
                contact => ExclusiveCheck.Of(campaign, contact)?.Jobs.Where(job => job.IsRunning && job.Campaign != campaign) ?? [])
                .Select(job => (Job: job, job.Run)).ToList()
            : [];
        var before = campaign.Jobs.Count;
        sender.AskToEnroll(campaign, contacts, () =>
        {
            var added = campaign.Jobs.Skip(before).Select(job => job.Contact.Key).ToHashSet();
            foreach (var (job, run) in running.Where(old => added.Contains(old.Job.Contact.Key) && old.Job.Run == old.Run))
            {
                var isEnding = job.Row.State == JobState.Live && (job.Row.PendingActions & 1) != 0;
                world.Judge.Require(isEnding || !job.IsRunning, 1, () => $"the replacement of {job} was acknowledged, but it continues");
            }
        });
    }

    /// <summary>Judges that the engine does not explain a waiting job as ready.</summary>
    private void Explain(JobFacts? job)
    {
        if (job is null)
        {
            return;
        }

        Explanation? told = null;
        sender.Ask("reasons", async engine => told = await engine.Client.ExplainAsync(job.Campaign.Id, job.Contact.Key), (_, _) =>
        {
            var isWaiting = job.Row.State == JobState.Waiting
                && told!.State == JobState.Waiting
                && EndCheck.EndedWith(job.Campaign) is null;
            if (isWaiting
                && job.Lane.Kind is WaitingFor.Time or WaitingFor.Event or WaitingFor.Reply or WaitingFor.Task or WaitingFor.Predecessor)
            {
                world.Judge.Require(!told!.IsReady, 5, () => $"{job} waits for {job.Lane.Kind}, but is explained as ready");
            }
        });
    }

    private void CompleteTasks()
    {
        foreach (var job in Books.Jobs.Values.Where(job => job.Lane.Kind == WaitingFor.Task && job.Row.State == JobState.Waiting)
            .Take(random.Next(1, 5)).ToList())
        {
            var (result, run) = ((ManualTaskResult)random.Next(3), job.Run);
            job.TaskRun = run;
            sender.Ask(
                $"task of job {job.Row.Id}", engine => engine.Operations.CompleteTaskAsync(job.Campaign.Id, job.Contact.Key, result));
        }
    }
}
