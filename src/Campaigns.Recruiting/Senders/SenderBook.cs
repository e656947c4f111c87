using Microsoft.Extensions.Logging;

namespace Campaigns.Recruiting;

/// <summary>A sender whose credential can be used.</summary>
internal sealed record ActiveSender(Sender Sender, string Credential);

/// <summary>Keeps the senders: their credentials, the channels they use, and whether these work.</summary>
internal sealed class SenderBook(RecruitingParts parts, ICampaignOperations operations, ILogger<SenderBook> logger)
{
    /// <summary>How old the status of a channel may be when a message is sent through it.</summary>
    private static readonly TimeSpan FreshFor = TimeSpan.FromMinutes(1);

    private RecordSet<Sender> Senders => parts.Records.Senders;

    /// <summary>The sender with a new credential and the channels that it shows.</summary>
    public Sender Renew(Sender? before, long user, string credential, IReadOnlyList<PlatformChannel> channels) =>
        Pin(before ?? new Sender(user, ""), channels) with { Credential = parts.Vault.Protect(credential) };

    /// <summary>The sender with the newest status of the channels, for a message that is about to be sent.</summary>
    /// <returns>The sender; null if there is none, or if its credential cannot be decrypted.</returns>
    /// <exception cref="PlatformException">The platform refused or did not answer.</exception>
    public async Task<ActiveSender?> FindAsync(long user, CancellationToken cancellationToken)
    {
        if (await FindStoredAsync(user, cancellationToken) is not { } stored)
        {
            return null;
        }

        return parts.Now - stored.Sender.CheckedAt < FreshFor ? stored : await RefreshAsync(stored, cancellationToken);
    }

    /// <summary>The sender as stored.</summary>
    public async Task<ActiveSender?> FindStoredAsync(long user, CancellationToken cancellationToken) =>
        await Senders.FindAsync(RecruitingRecords.IdOf(user), cancellationToken) is { } kept
        && parts.Vault.Unprotect(kept.Value.Credential) is { } credential
            ? new ActiveSender(kept.Value, credential)
            : null;

    /// <summary>Checks a sender's channels at the platform, and tells the engine.</summary>
    /// <exception cref="PlatformException">The platform refused or did not answer, for another reason than the credential.</exception>
    public async Task CheckAsync(Kept<Sender> kept, CancellationToken cancellationToken)
    {
        var sender = kept.Value;
        if (!await parts.Records.Outreaches.HasAnyAsync(parts.Options.TenantOf(sender.User), cancellationToken))
        {
            await ForgetAsync(kept, cancellationToken);
            return;
        }

        if (parts.Vault.Unprotect(sender.Credential) is not { } credential)
        {
            RecruitingLog.CredentialUnreadable(logger, sender.User);
            sender = await StoreAsync(sender.User, Lock, cancellationToken) ?? sender;
        }
        else
        {
            var active = await RefreshAsync(new ActiveSender(sender, credential), cancellationToken);
            sender = active.Sender;
        }

        await TellAsync(sender, cancellationToken);
    }

    /// <summary>Has a sender checked at once, because the platform refused something that depends on the sender's channels.</summary>
    public Task CheckSoonAsync(long user, CancellationToken cancellationToken) =>
        Senders.UpdateAsync(RecruitingRecords.IdOf(user), kept => (kept.Value, parts.Now), cancellationToken);

    /// <summary>Records that the platform does not accept a credential. A newer one, stored meanwhile, stays as it is.</summary>
    public async Task<Sender?> RejectAsync(ActiveSender active, CancellationToken cancellationToken) =>
        await StoreAsync(
            active.Sender.User, sender => sender.Credential == active.Sender.Credential ? Lock(sender) : sender, cancellationToken);

    /// <summary>
    /// Tells the engine which channels of a sender work. An operator who has marked a channel as unavailable for another reason keeps the
    /// last word.
    /// </summary>
    public async Task TellAsync(Sender sender, CancellationToken cancellationToken)
    {
        var tenant = parts.Options.TenantOf(sender.User);
        var page = await operations.ListChannelsAsync(tenant, cancellationToken: cancellationToken);
        foreach (var channel in OutreachProtocol.UsedChannels)
        {
            var known = page.Items.FirstOrDefault(status => status.Channel == channel)?.Unavailable;
            var problem = sender.On(channel).Problem;
            if (problem is not null && problem != known && known?.StartsWith(PinnedChannel.Prefix, StringComparison.Ordinal) != false)
            {
                await operations.MarkChannelUnavailableAsync(tenant, channel, problem, cancellationToken);
                RecruitingLog.ChannelUnavailable(logger, sender.User, channel, problem);
            }
            else if (problem is null && known?.StartsWith(PinnedChannel.Prefix, StringComparison.Ordinal) == true)
            {
                await operations.MarkChannelAvailableAsync(tenant, channel, cancellationToken);
                RecruitingLog.ChannelAvailable(logger, sender.User, channel);
            }
        }
    }

    /// <summary>Deletes a sender without a running campaign, with the credential.</summary>
    private async Task ForgetAsync(Kept<Sender> kept, CancellationToken cancellationToken)
    {
        if (await parts.Records.WriteAsync([RecordSet<Sender>.Delete(kept)], cancellationToken))
        {
            var working = new PinnedChannel(null, null);
            await TellAsync(kept.Value with { Email = working, LinkedIn = working }, cancellationToken);
        }
    }

    /// <summary>Asks the platform for the status of the channels.</summary>
    /// <exception cref="PlatformException">The platform refused or did not answer, for another reason than the credential.</exception>
    public async Task<ActiveSender> RefreshAsync(ActiveSender active, CancellationToken cancellationToken)
    {
        try
        {
            var channels = await parts.Platform.ListChannelsAsync(active.Credential, cancellationToken);
            var pinned = await StoreAsync(active.Sender.User, sender => Pin(sender, channels), cancellationToken);
            return active with { Sender = pinned ?? active.Sender };
        }
        catch (PlatformException error) when (error.IsUnauthorized)
        {
            return active with { Sender = await RejectAsync(active, cancellationToken) ?? active.Sender };
        }
    }

    private async Task<Sender?> StoreAsync(long user, Func<Sender, Sender> change, CancellationToken cancellationToken)
    {
        Sender? stored = null;
        await Senders.UpdateAsync(
            RecruitingRecords.IdOf(user),
            kept =>
            {
                var next = change(kept.Value);
                var hasChanged = next.Email != kept.Value.Email || next.LinkedIn != kept.Value.LinkedIn;
                stored = next;
                return (next, hasChanged ? parts.Now : kept.Record.Due); // the watch tells the engine
            },
            cancellationToken);
        return stored;
    }

    private Sender Pin(Sender sender, IReadOnlyList<PlatformChannel> channels) => sender with
    {
        Email = sender.Email.Among(channels, PlatformChannel.Email),
        LinkedIn = sender.LinkedIn.Among(channels, PlatformChannel.LinkedIn),
        CheckedAt = parts.Now,
    };

    private Sender Lock(Sender sender) => sender with
    {
        Email = sender.Email.WithoutCredential(),
        LinkedIn = sender.LinkedIn.WithoutCredential(),
        CheckedAt = parts.Now,
    };
}
