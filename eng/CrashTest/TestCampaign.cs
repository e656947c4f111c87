namespace Campaigns.CrashTest;

/// <summary>The campaign of calls. Together with the drips, it is about the work that a node can do before it is killed.</summary>
internal static class TestCampaign
{
    /// <summary>The maximum number of calls per contact.</summary>
    public const int Attempts = 3;

    /// <summary>The number of contacts that each node enrolls.</summary>
    public const int Share = 30;

    public static CampaignDefinition Definition { get; } = new()
    {
        Name = "crash test",
        Key = "crash-test",
        KeepOpen = true,
        MaxConcurrent = 16,
        Steps =
        [
            new ContactStep
            {
                Channel = Channels.Voice,
                Retry = StepRetryPolicy.Fixed(Attempts, TimeSpan.FromMilliseconds(100)),
                Timeout = TimeSpan.FromSeconds(1),
            },
        ],
    };

    public static IEnumerable<Contact> ContactsOf(int node) =>
        Enumerable.Range((node * Share) + 1, Share).Select(number => new Contact($"c{number}", $"+1555{1_000_000 + number}"));
}
