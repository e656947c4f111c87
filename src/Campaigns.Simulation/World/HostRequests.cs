namespace Campaigns.Simulation;

/// <summary>Draws requests that a host may make while campaigns run, and judges their acknowledgments.</summary>
internal sealed class HostRequests(SimulatedWorld world, RequestSender sender)
{
    private readonly Random _random = world.Plan.Random(7);
    private readonly Random _dripRandom = world.Plan.Random(9);
    private readonly Random _figureRandom = world.Plan.Random(11);
    private readonly Random _eventRandom = world.Plan.Random(16);
    private readonly Random _erasureRandom = world.Plan.Random(19);

    private Books Books => world.Judge.Books;

    public void Make()
    {
        if (_figureRandom.Next(4) == 0)
        {
            new FigureRequests(world, sender, _figureRandom).Make();
        }

        if (world.Plan.Triggers.Triggers.Count > 0 && _eventRandom.Next(3) == 0)
        {
            new EventRequests(world, sender, _eventRandom).Make();
        }

        if (world.Plan.Erases && _erasureRandom.Next(6) == 0)
        {
            new ErasureRequests(world, sender, _erasureRandom).Make();
        }

        if (world.Plan.HasDrips && _dripRandom.Next(2) == 0)
        {
            new SequenceRequests(world, sender, _dripRandom).Make();
        }
        else if (Books.Campaigns.Count > 0)
        {
            Make(Books.Campaigns.Values.ElementAt(_random.Next(Books.Campaigns.Count)));
        }
    }

    private void Make(CampaignFacts campaign)
    {
        switch (_random.Next(24))
        {
            case 0 or 1:
                Stop(campaign, engine => engine.Client.PauseAsync(campaign.Id), CampaignState.Paused);
                break;
            case 2 or 3 or 4:
                Change(campaign, engine => engine.Client.ResumeAsync(campaign.Id));
                break;
            case 5 when _random.Next(6) == 0:
                Stop(campaign, Cancel(campaign.Id, (CancelMode)_random.Next(2)), CampaignState.Canceled);
                break;
            case 6 or 7 or 8:
                var change = WorkloadGenerator.DrawChange(_random, world.Kernel.Wall);
                Change(campaign, engine => engine.Client.ChangeAsync(campaign.Id, change));
                break;
            case 9:
                Hold(_random.Next(4) == 0 ? null : campaign.Tenant.Name);
                break;
            case 10 or 11:
                Release();
                break;
            case 12:
                ChangeTenant(_random.Next(4) == 0 ? null : campaign.Tenant.Name);
                break;
            case 13:
                Enroll(campaign);
                break;
            case 14 or 15 or 16 or 17:
                MakeAboutProviders();
                break;
            default:
                new PersonRequests(world, sender, _random).Make(campaign);
                break;
        }
    }

    /// <summary>Reports a reply, if the run has drips.</summary>
    public void MakeAboutReplies()
    {
        if (world.Plan.HasDrips)
        {
            new SequenceRequests(world, sender, _dripRandom).Reply();
        }
    }

    public void MakeAboutProviders() => new ProviderRequests(world, sender, _random).Make();

    /// <summary>Lifts holds. If the world is calm, it also restores providers and channels and closes all enrollments.</summary>
    public void Release()
    {
        if (world.IsCalm)
        {
            new ProviderRequests(world, sender, _random).Release();
            new SequenceRequests(world, sender, _dripRandom).Release();
            new SlowLists(world, sender, _random).Close();
        }

        foreach (var tenant in Books.Tenants.Append(Books.Everything).Where(tenant => tenant.Row.Latest.Held || world.IsCalm))
        {
            var (row, name) = (tenant.Row, tenant.Name);
            if (world.IsCalm)
            {
                sender.Insist($"tenant {name}", engine => engine.HoldAsync(name, isHeld: false), (issued, _) => row.Acknowledge(issued));
            }
            else
            {
                sender.Ask($"tenant {name}", engine => engine.HoldAsync(name, isHeld: false), (issued, _) => row.Acknowledge(issued));
            }
        }
    }

    private void Stop(CampaignFacts campaign, Func<CampaignEngine, Task> ask, CampaignState expected) => sender.Ask(
        $"campaign {campaign.Id}",
        ask,
        (issued, isAlone) =>
        {
            campaign.Row.Acknowledge(issued);
            var isStopped = campaign.State == expected || LegalTransitions.IsEnd(campaign.State);
            world.Judge.Require(
                isStopped || !isAlone, 8, () => $"the change of {campaign} to {expected} was acknowledged, but it is {campaign.State}");
        });

    private void Change(CampaignFacts campaign, Func<CampaignEngine, Task> ask) =>
        sender.Ask($"campaign {campaign.Id}", ask, (issued, _) => campaign.Row.Acknowledge(issued));

    private static Func<CampaignEngine, Task> Cancel(CampaignId campaign, CancelMode mode) =>
        engine => engine.Client.CancelAsync(campaign, mode);

    private void ChangeTenant(string? tenant)
    {
        var settings = tenant is null ? WorkloadGenerator.DrawEverything(_random) : WorkloadGenerator.DrawTenant(_random);
        sender.Ask(
            $"tenant {tenant}", engine => engine.ChangeAsync(tenant, settings),
            (issued, _) => Books.Tenant(tenant).Row.Acknowledge(issued));
    }

    private void Hold(string? tenant) => sender.Ask(
        $"tenant {tenant}",
        engine => engine.HoldAsync(tenant is null ? null : $" {tenant}\t", isHeld: true), // white space is no part of a name
        (issued, isAlone) =>
        {
            Books.Tenant(tenant).Row.Acknowledge(issued);
            world.Judge.Require(
                Books.Tenant(tenant).Row.Latest.Held || !isAlone, 8, () => $"the hold of {tenant} was acknowledged but is not stored");
        });

    /// <summary>Enrolls more contacts: new, already enrolled and invalid ones.</summary>
    private void Enroll(CampaignFacts campaign)
    {
        var contacts = Enumerable.Range(0, _random.Next(1, 12)).Select(_ => _random.Next(4) switch
        {
            0 => campaign.Jobs.Count == 0 ? new Contact("nobody") : campaign.Jobs[_random.Next(campaign.Jobs.Count)].Contact,
            1 => new Contact($"bad {_random.Next(1_000)}", "12", _random.Next(2) == 0 ? "Atlantis/Capital" : null),
            _ => WorkloadGenerator.DrawContact(_random, _random.Next(1_000)),
        }).ToList();
        if (_random.Next(2) == 0)
        {
            new SlowLists(world, sender, _random).Enroll(campaign, contacts);
            return;
        }

        sender.AskToEnroll(campaign, contacts);
    }
}

/// <summary>Draws requests about single contacts.</summary>
internal sealed class PersonRequests(SimulatedWorld world, RequestSender sender, Random random)
{
    private Books Books => world.Judge.Books;

    public void Make(CampaignFacts campaign)
    {
        if (campaign.Jobs.Count == 0)
        {
            return;
        }

        var job =
            campaign.Live.Count > 0 && random.Next(2) == 0 ? campaign.Live.First().Job : campaign.Jobs[random.Next(campaign.Jobs.Count)];
        var (id, key) = (campaign.Id, job.Contact.Key);
        job = Books.Find(id, key) ?? job; // a key that was removed and enrolled again names the newest job
        switch (random.Next(7))
        {
            // only without contact changes can the judge know the subject of an event by address
            case 6 when campaign.Definition.Exit is null:
                Change(job);
                break;
            case 0:
                job.IsRemovedByHost = true;
                Stop(job, engine => engine.Client.RemoveContactAsync(id, key));
                break;
            case 1:
                var at = world.Kernel.Wall + TimeSpan.FromMinutes(random.Next(-10, 120));
                (job.IsRerun, job.IsMovedByHost) = (true, true);
                AskOpenly(
                    campaign.Reschedules, key, ended => Stop(job, engine => engine.Client.RescheduleContactAsync(id, key, at), ended));
                break;
            case 2 or 3:
                (job.IsRerun, job.IsMovedByHost) = (true, true);
                AskOpenly(campaign.Reruns, key, ended =>
                    sender.Ask($"job {job.Row.Id}", engine => engine.Client.RerunContactAsync(id, key), (_, _) => ended(null), ended));
                break;
            case var _ when !job.IsErased: // nobody has the key of an erased contact
                Suppress(job);
                break;
        }
    }

    /// <summary>Makes a request and keeps it open until it is acknowledged or refused. It stays open if its result is unknown.</summary>
    private static void AskOpenly(OpenRequests open, string contact, Action<Action<Exception?>> ask)
    {
        open.Begin(contact);
        ask(failure =>
        {
            if (failure is null || RequestSender.IsRefusal(failure))
            {
                open.End(contact);
            }
        });
    }

    private void Stop(JobFacts job, Func<CampaignEngine, Task> ask, Action<Exception?>? ended = null)
    {
        var number = job.Row.Number;
        sender.Ask(
            $"job {job.Row.Id}",
            ask,
            (_, isAlone) =>
            {
                ended?.Invoke(null);
                if (isAlone)
                {
                    job.StoppedUpTo = Math.Max(
                        job.StoppedUpTo, job.Attempts.LastOrDefault() is { SentAt: < 0 } last && last.Row.Number == number ? number : 0);
                }
            },
            ended);
    }

    /// <summary>Gives the contact another number and address, another zone, or both. Another person may have that address.</summary>
    private void Change(JobFacts job)
    {
        var drawn = WorkloadGenerator.DrawContact(random, random.Next(300));
        var onlyZone = random.Next(3) == 0;
        var withZone = onlyZone || random.Next(2) == 0;
        var (campaign, key) = (job.Campaign.Id, job.Contact.Key);
        sender.Ask($"contact {campaign} {key}", engine => engine.Client.ChangeContactAsync(campaign, key, Changed), (issued, isAlone) =>
        {
            if (world.Judge.Books.Find(campaign, key) == job) // the contact may have been removed and enrolled again
            {
                job.Contacts.Acknowledge(issued);
                var isChanged = (onlyZone || job.Contact.Phone == drawn.Phone) && (!withZone || job.Contact.Zone == drawn.Zone);
                world.Judge.Require(isChanged || !isAlone, 8, () => $"a change of {job}'s contact was acknowledged but is not stored");
            }
        });

        Contact Changed(Contact contact)
        {
            var zoned = withZone ? contact.WithZone(drawn.Zone) : contact;
            return onlyZone ? zoned : zoned.WithPhone(drawn.Phone.Reveal()).WithAddress(Channels.Email, drawn.AddressOn(Channels.Email));
        }
    }

    private void Suppress(JobFacts job)
    {
        var tenant = job.Campaign.Tenant;
        // a lane that waits for no channel has none
        var channel = random.Next(2) == 0 || job.Lane.Channel.Length == 0 ? null : job.Lane.Channel;
        var entry = random.Next(2) == 0 || job.Contact.AddressOn(job.Lane.Channel) is not { } address
            ? Suppression.OfKey(tenant.Name!, job.Contact.Key, channel)
            : Suppression.OfAny(tenant.Name!, address.Contains('@') ? $"<{address.ToUpperInvariant()}>" : address, channel);
        var subject = $"suppression {tenant.Name} {entry.ContactKey} {entry.Address} {entry.Channel}";
        sender.Ask(subject, engine => engine.Reports.SuppressAsync(entry), (issued, isAlone) =>
        {
            if (tenant.Suppressions.ContainsKey(entry))
            {
                tenant.Suppressions[entry] = true;
            }
            else
            {
                world.Judge.Require(
                    !isAlone || world.Judge.Erasures.HasReplaced(entry, issued), 8, () => $"{entry} was acknowledged but is not stored");
            }
        });
        if (random.Next(3) == 0)
        {
            world.Kernel.After(
                world.UpTo(TimeSpan.FromHours(1)), () => sender.Ask(subject, engine => engine.Reports.UnsuppressAsync(entry)));
        }
    }
}
