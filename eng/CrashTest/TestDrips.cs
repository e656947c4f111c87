namespace Campaigns.CrashTest;

/// <summary>
/// Two drips with the same contacts: a group of two messages, a short delay, and a third message. Each contact runs in one drip at a time.
/// </summary>
internal static class TestDrips
{
    public static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(200);

    /// <summary>The contacts of a node's share, with keys and numbers that differ from those of the calls.</summary>
    public static IEnumerable<Contact> ContactsOf(int node) =>
        Enumerable.Range((node * TestCampaign.Share) + 1, TestCampaign.Share).Select(
            number => new Contact($"d{number}", $"+1555{2_000_000 + number}"));

    public static IEnumerable<CampaignDefinition> Definitions { get; } = [Define("drip a"), Define("drip b")];

    private static CampaignDefinition Define(string key) => new()
    {
        Name = key,
        Key = key,
        KeepOpen = true,
        MaxConcurrent = 16,
        Steps = [Message("first"), Message("second"), CampaignStep.Wait(Delay), Message("third")],
        Exit = new ExitRules { After = TimeSpan.FromSeconds(5) },
    };

    private static ContactStep Message(string content) =>
        CampaignStep.Message(Channels.Voice, content) with { Timeout = TimeSpan.FromSeconds(1) };
}
