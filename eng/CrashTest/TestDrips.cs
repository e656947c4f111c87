namespace Campaigns.CrashTest;

/// <summary>Two drips with the same contacts, of which each runs in one at a time: a group of two messages, a short delay, another one.</summary>
internal static class TestDrips
{
    public static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(200);

    /// <summary>The contacts of a share are those of the calls under other keys.</summary>
    public static IEnumerable<Contact> ContactsOf(int node) =>
        Enumerable.Range((node * TestCampaign.Share) + 1, TestCampaign.Share).Select(number => new Contact($"d{number}", $"+1555{2_000_000 + number}"));

    public static IEnumerable<CampaignDefinition> Definitions { get; } = [Define("drip a"), Define("drip b")];

    private static CampaignDefinition Define(string key) => new()
    {
        Name = key,
        Key = key,
        KeepOpen = true,
        MaxConcurrent = 16,
        Steps = [Message("first"), Message("second"), Step.Wait(Delay), Message("third")],
        Exit = new ExitRules { After = TimeSpan.FromSeconds(5) },
    };

    private static ContactStep Message(string content) => Step.Message(Channels.Voice, content) with { Timeout = TimeSpan.FromSeconds(1) };
}
