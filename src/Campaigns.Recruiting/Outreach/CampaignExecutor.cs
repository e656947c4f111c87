using System.Net;
using Campaigns.Storage;

namespace Campaigns.Recruiting;

/// <summary>What came of a request to start a campaign.</summary>
internal enum StartResult
{
    /// <summary>It has started.</summary>
    Started,

    /// <summary>The same campaign is running already.</summary>
    Running,

    /// <summary>Another campaign of the candidate is running.</summary>
    Conflict,

    /// <summary>There is no such role, or the candidate is not in it.</summary>
    NotFound,

    /// <summary>The candidate cannot be enrolled.</summary>
    Refused,

    /// <summary>The platform does not accept the credential.</summary>
    Unauthorized,

    /// <summary>The platform is not available.</summary>
    Unavailable,
}

/// <summary>What came of a request to start a campaign.</summary>
internal sealed record StartOutcome(StartResult Kind, Outreach? Outreach = null, string? Detail = null)
{
    public DateTimeOffset? RetryAt { get; init; }
}

/// <summary>
/// Starts campaigns for candidates: one per candidate at a time, over all roles and senders. The reservation of the candidate is one
/// conditional write, so that of two requests at the same time one wins.
/// </summary>
internal sealed class CampaignExecutor(RecruitingParts parts, SenderBook senders, OutreachLauncher launcher)
{
    /// <summary>After which time an unfinished start is finished without its request.</summary>
    private static readonly TimeSpan Unfinished = TimeSpan.FromSeconds(30);

    /// <summary>Starts a campaign.</summary>
    /// <param name="role">The role.</param>
    /// <param name="candidate">The candidate.</param>
    /// <param name="credential">The caller's credential.</param>
    /// <param name="nodes">The nodes, without faults.</param>
    /// <param name="cancellationToken">Stops between two steps. What was reserved is finished later.</param>
    public async Task<StartOutcome> StartAsync(
        long role, long candidate, string credential, NodeList nodes, CancellationToken cancellationToken)
    {
        try
        {
            var user = await parts.Platform.GetUserAsync(credential, cancellationToken);
            if (await parts.Platform.FindRoleAsync(credential, role, cancellationToken) is null)
            {
                return new StartOutcome(StartResult.NotFound, Detail: $"There is no role {RecruitingRecords.IdOf(role)} that you may see.");
            }

            if (await FindCandidateAsync(credential, role, candidate, cancellationToken) is not { } person)
            {
                return new StartOutcome(
                    StartResult.NotFound,
                    Detail: $"Candidate {RecruitingRecords.IdOf(candidate)} is not a candidate of role {RecruitingRecords.IdOf(role)}.");
            }

            var channels = await parts.Platform.ListChannelsAsync(credential, cancellationToken);
            return await ReserveAsync(new Order(role, person, user.Id, credential, channels, nodes), cancellationToken);
        }
        catch (PlatformException error) when (error.IsUnauthorized)
        {
            return new StartOutcome(StartResult.Unauthorized);
        }
        catch (PlatformException error)
        {
            return new StartOutcome(StartResult.Unavailable, Detail: error.Message) { RetryAt = error.RetryAt };
        }
    }

    private async Task<PlatformCandidate?> FindCandidateAsync(
        string credential, long role, long candidate, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var person in parts.Platform.ReadCandidatesAsync(credential, role, cancellationToken))
            {
                if (person.Id == candidate)
                {
                    return person;
                }
            }
        }
        catch (PlatformException error) when (error.Status is HttpStatusCode.NotFound or HttpStatusCode.Forbidden)
        {
            // the role went away meanwhile
        }

        return null;
    }

    /// <summary>Reserves the candidate, or finds out who has.</summary>
    private async Task<StartOutcome> ReserveAsync(Order order, CancellationToken cancellationToken)
    {
        if (UnreachableOn(order) is { } problem)
        {
            return new StartOutcome(StartResult.Refused, Detail: problem);
        }

        while (true)
        {
            var before = await FindRunningAsync(order.Person.Id, cancellationToken);
            if (before is { HasEnded: false })
            {
                await RenewAsync(order, cancellationToken);
                var running = before.Kept.Value;
                var isSame = running.Role == order.Role && running.Fingerprint == order.Fingerprint;
                return new StartOutcome(isSame ? StartResult.Running : StartResult.Conflict, running);
            }

            if (await TryReserveAsync(order, before?.Kept, cancellationToken) is { } reserved)
            {
                var launch = await launcher.FinishAsync(reserved, cancellationToken);
                return OutcomeOf(launch);
            }
        }
    }

    private async Task<Running?> FindRunningAsync(long candidate, CancellationToken cancellationToken)
    {
        if (await parts.Records.Outreaches.FindAsync(RecruitingRecords.IdOf(candidate), cancellationToken) is not { } kept)
        {
            return null;
        }

        var launch = await launcher.FinishAsync(kept, cancellationToken);
        return launch.Outreach is { } found ? new Running(found, await launcher.HasEndedAsync(found.Value, cancellationToken))
            : launch.Refusal is null ? await FindRunningAsync(candidate, cancellationToken)
            : null;
    }

    private async Task<Kept<Outreach>?> TryReserveAsync(Order order, Kept<Outreach>? before, CancellationToken cancellationToken)
    {
        var protocol = OutreachProtocol.Of(order.Nodes.Nodes, parts.Options);
        var person = order.Person;
        var outreach = new Outreach(order.Role, person.Id, order.User, parts.Options.NewId(), order.Fingerprint, parts.Now)
        {
            Start = new OutreachStart(new Contact("x").WithProtocol(protocol).ProtocolJson!, person.Email, person.LinkedIn),
            Channels = order.Channels,
            Texts = person.Id == order.User ? [.. order.Nodes.Nodes.Select(node => SendNote.DigestOf(node.Message))] : [],
        };
        var id = RecruitingRecords.IdOf(person.Id);
        var reserve = parts.Records.Outreaches.Put(id, outreach, before, parts.Options.TenantOf(order.User), parts.Now + Unfinished);
        var (sender, renew) = await RenewalAsync(order, cancellationToken);
        if (!await parts.Records.WriteAsync([renew, reserve], cancellationToken))
        {
            return null;
        }

        await senders.TellAsync(sender, cancellationToken);
        return new Kept<Outreach>(outreach, reserve.Record with { Revision = (before?.Record.Revision ?? 0) + 1 });
    }

    /// <summary>Stores the newest credential of a sender who has a running campaign.</summary>
    private async Task RenewAsync(Order order, CancellationToken cancellationToken)
    {
        while (await parts.Records.Senders.FindAsync(RecruitingRecords.IdOf(order.User), cancellationToken) is not null)
        {
            var (sender, renew) = await RenewalAsync(order, cancellationToken);
            if (await parts.Records.WriteAsync([renew], cancellationToken))
            {
                await senders.TellAsync(sender, cancellationToken);
                return;
            }
        }
    }

    private async Task<(Sender Sender, RecordChange Change)> RenewalAsync(Order order, CancellationToken cancellationToken)
    {
        var id = RecruitingRecords.IdOf(order.User);
        var before = await parts.Records.Senders.FindAsync(id, cancellationToken);
        var sender = senders.Renew(before?.Value, order.User, order.Credential, order.PlatformChannels);
        var due = parts.Now + parts.Options.ChannelInterval;
        return (sender, parts.Records.Senders.Put(id, sender, before, parts.Options.TenantOf(order.User), due));
    }

    private static StartOutcome OutcomeOf(Launch launch) => launch switch
    {
        { Outreach: { } started } => new StartOutcome(StartResult.Started, started.Value),
        { Refusal: { } refusal } => new StartOutcome(StartResult.Refused, Detail: $"The candidate cannot be contacted: {refusal}."),
        _ => new StartOutcome(StartResult.Unavailable, Detail: "Another request has changed the candidate's campaign meanwhile."),
    };

    private static string? UnreachableOn(Order order)
    {
        var isReachable = order.Channels.Any(channel =>
            !string.IsNullOrWhiteSpace(channel == Channels.Email ? order.Person.Email : order.Person.LinkedIn));
        return isReachable ? null : $"The candidate has no address on any channel of the campaign: {string.Join(", ", order.Channels)}.";
    }

    private sealed record Running(Kept<Outreach> Kept, bool HasEnded);

    /// <summary>A request whose caller, role and candidate are known.</summary>
    private sealed record Order(
        long Role, PlatformCandidate Person, long User, string Credential, IReadOnlyList<PlatformChannel> PlatformChannels, NodeList Nodes)
    {
        public string Fingerprint { get; } = Nodes.Fingerprint();

        public IReadOnlyList<string> Channels { get; } = [.. Nodes.Nodes.Select(node => node.Channel).OfType<string>().Distinct()];
    }
}
