namespace Campaigns.Recruiting;

/// <summary>Turns nodes into the protocol of one candidate.</summary>
internal static class OutreachProtocol
{
    /// <summary>The channels that messages go through.</summary>
    public static readonly string[] UsedChannels = [Channels.Email, Channels.LinkedIn];

    /// <summary>The protocol of a candidate: a reply on any channel ends it, and so does the end of its time.</summary>
    public static ContactProtocol Of(IReadOnlyList<OutreachNode> nodes, RecruitingOptions options) => new()
    {
        Steps = [.. nodes.Select(node => StepOf(node, options))],
        Exit = new ExitRules { After = options.Duration },
    };

    /// <summary>
    /// The protocol of the campaign that holds the candidates of a role. Nobody follows it, because each candidate brings a protocol. Its
    /// step has no content, and a message without content is not sent.
    /// </summary>
    public static IReadOnlyList<CampaignStep> StepsOfNobody { get; } = [new ContactStep { Channel = Channels.Email }];

    /// <summary>The type of the platform's channels that serve a channel.</summary>
    public static string TypeOf(string channel) => channel == Channels.LinkedIn ? PlatformChannel.LinkedIn : PlatformChannel.Email;

    private static CampaignStep StepOf(OutreachNode node, RecruitingOptions options)
    {
        if (node.Message is not { } message)
        {
            return CampaignStep.Wait(node.Delay) with { Name = node.Id };
        }

        // The timeout: when an answer was lost, the chat is looked at after this time.
        return CampaignStep.Message(node.Channel!, message, node.Subject) with { Name = node.Id, Timeout = options.SettleTime };
    }
}
