namespace Campaigns.Recruiting;

/// <summary>A user who sends: the credential, and one channel of each type.</summary>
/// <param name="User">The user's id.</param>
/// <param name="Credential">The value of the authentication header, encrypted.</param>
internal sealed record Sender(long User, string Credential)
{
    /// <summary>The mailbox.</summary>
    public PinnedChannel Email { get; init; } = PinnedChannel.None;

    /// <summary>The LinkedIn account.</summary>
    public PinnedChannel LinkedIn { get; init; } = PinnedChannel.None;

    /// <summary>When the channels were checked last.</summary>
    public DateTimeOffset CheckedAt { get; init; }

    /// <summary>The channel that serves a channel of Campaigns.</summary>
    public PinnedChannel On(string channel) => channel == Channels.LinkedIn ? LinkedIn : Email;

    /// <summary>Returns the id, without the credential.</summary>
    public override string ToString() => $"sender {User}";
}

/// <summary>The channel that a sender keeps using.</summary>
/// <param name="Id">The platform's channel; null if the sender has none of the type.</param>
/// <param name="Problem">Why it cannot be used now; null if it can.</param>
internal sealed record PinnedChannel(long? Id, string? Problem)
{
    /// <summary>What the problems begin with. An operator's own reason does not, and stays when a channel works again.</summary>
    public const string Prefix = "recruiting platform: ";

    private const int LongestStatus = 100;

    /// <summary>No channel of the type.</summary>
    public static PinnedChannel None { get; } = new(null, $"{Prefix}the sender has not connected such a channel");

    /// <summary>
    /// The channel to use from now on: the same as before while the sender has it, whatever its status. Otherwise the first that works.
    /// </summary>
    public PinnedChannel Among(IEnumerable<PlatformChannel> channels, string type)
    {
        var ofType = channels.Where(channel => channel.Type == type).OrderBy(channel => channel.Id).ToList();
        var pinned = ofType.Find(channel => channel.Id == Id) ?? ofType.Find(channel => channel.IsUsable) ?? ofType.FirstOrDefault();
        if (pinned is null)
        {
            return None;
        }

        var status = pinned.Status.Length <= LongestStatus ? pinned.Status : pinned.Status[..LongestStatus];
        return new PinnedChannel(pinned.Id, pinned.IsUsable ? null : $"{Prefix}the status of channel {pinned.Id} is {status}");
    }

    /// <summary>The same channel, while the sender's credential is not accepted.</summary>
    public PinnedChannel WithoutCredential() => this with { Problem = $"{Prefix}the sender's credential is not accepted" };
}
