using Microsoft.Extensions.Logging;

namespace Campaigns.Recruiting;

/// <summary>The end of a launch.</summary>
/// <param name="Outreach">The started campaign; null if it was refused or has gone.</param>
/// <param name="Refusal">Why it was refused; null if it was not.</param>
internal sealed record Launch(Kept<Outreach>? Outreach, string? Refusal = null);

/// <summary>
/// Starts a reserved campaign: chooses the engine's campaign, enrolls the candidate, starts it. Each step can be repeated, and the record
/// says which is next. So whoever finds an unfinished start may finish it, even two at the same time.
/// </summary>
internal sealed class OutreachLauncher(RecruitingParts parts, ICampaignClient client, ILogger<OutreachLauncher> logger)
{
    private const int MaxConcurrent = 1_000;

    private RecordSet<Outreach> Outreaches => parts.Records.Outreaches;

    /// <summary>Finishes a start.</summary>
    public async Task<Launch> FinishAsync(Kept<Outreach> kept, CancellationToken cancellationToken)
    {
        var last = kept;
        for (var found = kept; found is not null && found.Value.Run == kept.Value.Run;)
        {
            last = found;
            if (found.Value.Start is not { } start)
            {
                return new Launch(found);
            }

            var next = found.Value.Campaign is { } campaign
                ? await EnrollAsync(found, start, new CampaignId(campaign), cancellationToken)
                : await ChooseAsync(found, cancellationToken);
            if (next is { Refusal: { } refusal })
            {
                return new Launch(null, refusal);
            }

            // Without a next state, somebody else went on: go on from there.
            found = next?.Outreach ?? await Outreaches.FindAsync(kept.Record.Id, cancellationToken);
        }

        return new Launch(last.Value.Campaign is null ? null : last); // somebody else finished it, and it is over already
    }

    /// <summary>Whether a candidate's campaign is over, so that another may start.</summary>
    public async Task<bool> HasEndedAsync(Outreach outreach, CancellationToken cancellationToken) =>
        outreach.Campaign is not { } campaign
        || await FindContactAsync(outreach, new CampaignId(campaign), cancellationToken) is not { } contact
        || contact.State.IsTerminal();

    /// <summary>Prefers the open campaign of the role and the sender, so that the engine has few campaigns with many contacts.</summary>
    private async Task<Launch?> ChooseAsync(Kept<Outreach> found, CancellationToken cancellationToken)
    {
        var role = await parts.Records.Roles.FindAsync(RoleId(found.Value), cancellationToken);
        var isOpen = role is not null && await IsOpenAsync(new CampaignId(role.Value.Campaign), cancellationToken);
        var campaign = isOpen ? role!.Value.Campaign : await CreateAsync(found.Value, cancellationToken);
        return await ChooseAsync(found, campaign, cancellationToken);
    }

    private async Task<Launch?> ChooseAsync(Kept<Outreach> found, long campaign, CancellationToken cancellationToken) =>
        await Outreaches.TryChangeAsync(found, found.Value with { Campaign = campaign }, found.Record.Due, cancellationToken) is { } chosen
            ? new Launch(chosen)
            : null;

    /// <summary>Creates the campaign of a run. The run is its key, so that repeating this finds the campaign.</summary>
    private async Task<long> CreateAsync(Outreach outreach, CancellationToken cancellationToken)
    {
        var tenant = parts.Options.TenantOf(outreach.Sender);
        if (await client.FindAsync(tenant, outreach.Run, cancellationToken) is { } existing)
        {
            return existing.Campaign.Value;
        }

        var definition = new CampaignDefinition
        {
            Name = $"Role {RecruitingRecords.IdOf(outreach.Role)}",
            Tenant = tenant,
            Key = outreach.Run,
            Steps = OutreachProtocol.StepsOfNobody,
            Exit = new ExitRules { After = parts.Options.Duration },
            MaxConcurrent = MaxConcurrent,
        };
        return (await client.CreateAsync(definition, cancellationToken)).Value;
    }

    private async Task<Launch?> EnrollAsync(
        Kept<Outreach> found, OutreachStart start, CampaignId campaign, CancellationToken cancellationToken)
    {
        if (await TryAddAsync(campaign, ContactOf(found.Value, start), cancellationToken) is { } report)
        {
            var refused = report.Refused.FirstOrDefault(row => !row.IsDuplicate);
            if (refused is not null)
            {
                return await RefuseAsync(found, campaign, refused.Reason, cancellationToken);
            }

            if (report.Added == 1 || await FindContactAsync(found.Value, campaign, cancellationToken) is not null)
            {
                return await StartAsync(found, campaign, cancellationToken);
            }
        }
        else if (await FindContactAsync(found.Value, campaign, cancellationToken) is not null)
        {
            return await StartAsync(found, campaign, cancellationToken); // it started before a crash, and is over by now
        }

        // The campaign has ended, or holds an earlier run of the candidate: this run gets a campaign of its own.
        return await ChooseAsync(found, await CreateAsync(found.Value, cancellationToken), cancellationToken);
    }

    /// <summary>Adds a contact.</summary>
    /// <returns>The report; null if the campaign has ended or is gone.</returns>
    private async Task<EnrollmentReport?> TryAddAsync(CampaignId campaign, Contact contact, CancellationToken cancellationToken)
    {
        try
        {
            return await client.AddContactsAsync(campaign, [contact], cancellationToken);
        }
        catch (CampaignException error) when (error.Error is CampaignError.IllegalTransition or CampaignError.NotFound)
        {
            return null;
        }
    }

    private async Task<Launch?> StartAsync(Kept<Outreach> found, CampaignId campaign, CancellationToken cancellationToken)
    {
        try
        {
            if ((await client.GetStatisticsAsync(campaign, cancellationToken)).State == CampaignState.Draft)
            {
                await client.StartAsync(campaign, cancellationToken);
            }
        }
        catch (CampaignException error) when (error.Error == CampaignError.IllegalTransition)
        {
            // another request has started it meanwhile
        }

        await parts.Records.Roles.WriteAsync(
            RoleId(found.Value), new RoleCampaign(campaign.Value), parts.Options.TenantOf(found.Value.Sender), null, cancellationToken);
        var due = parts.Now + parts.Options.ReplyInterval;
        if (await Outreaches.TryChangeAsync(found, found.Value with { Start = null }, due, cancellationToken) is not { } started)
        {
            return null;
        }

        RecruitingLog.Started(logger, started.Value.Id(), started.Value.Sender);
        return new Launch(started);
    }

    /// <summary>Gives the reservation up. Nothing was sent.</summary>
    private async Task<Launch?> RefuseAsync(Kept<Outreach> found, CampaignId campaign, string reason, CancellationToken cancellationToken)
    {
        if (!await parts.Records.WriteAsync([RecordSet<Outreach>.Delete(found)], cancellationToken))
        {
            return null;
        }

        var tenant = parts.Options.TenantOf(found.Value.Sender);
        var own = await client.FindAsync(tenant, found.Value.Run, cancellationToken);
        if (own is { State: CampaignState.Draft } && own.Campaign == campaign)
        {
            await client.CancelAsync(campaign, cancellationToken: cancellationToken);
        }

        return new Launch(null, reason);
    }

    private async Task<bool> IsOpenAsync(CampaignId campaign, CancellationToken cancellationToken)
    {
        try
        {
            return !(await client.GetStatisticsAsync(campaign, cancellationToken)).State.IsTerminal();
        }
        catch (CampaignException error) when (error.Error == CampaignError.NotFound)
        {
            return false;
        }
    }

    /// <summary>The candidate in the campaign; null if the campaign does not hold this run.</summary>
    private async Task<ContactStatus?> FindContactAsync(Outreach outreach, CampaignId campaign, CancellationToken cancellationToken)
    {
        try
        {
            var status = await client.GetContactAsync(campaign, RecruitingRecords.IdOf(outreach.Candidate), cancellationToken);
            return status.Contact.Data.GetValueOrDefault(Letter.RunName) == outreach.Run ? status : null;
        }
        catch (CampaignException error) when (error.Error == CampaignError.NotFound)
        {
            return null;
        }
    }

    private static Contact ContactOf(Outreach outreach, OutreachStart start)
    {
        var addresses = new Dictionary<string, string>();
        if (start.Email is { } email)
        {
            addresses[Channels.Email] = email;
        }

        if (start.LinkedIn is { } profile)
        {
            addresses[Channels.LinkedIn] = profile;
        }

        var data = new Dictionary<string, string> { [Letter.RunName] = outreach.Run };
        return new Contact(RecruitingRecords.IdOf(outreach.Candidate), addresses: addresses, data: data).WithProtocolJson(start.Protocol);
    }

    private static string RoleId(Outreach outreach) =>
        $"{RecruitingRecords.IdOf(outreach.Sender)}-{RecruitingRecords.IdOf(outreach.Role)}";
}
