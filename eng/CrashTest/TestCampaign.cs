namespace Campaigns.CrashTest;

/// <summary>The campaign of calls: with the drips about as much work for a node as it can do before it is killed.</summary>
internal static class TestCampaign
{
    /// <summary>How often a contact may be called.</summary>
    public const int Attempts = 3;

    /// <summary>How many contacts each node enrols.</summary>
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
                Retry = RetryPolicy.Fixed(Attempts, TimeSpan.FromMilliseconds(100)),
                Timeout = TimeSpan.FromSeconds(1),
            },
        ],
    };

    public static IEnumerable<Contact> ContactsOf(int node) =>
        Enumerable.Range((node * Share) + 1, Share).Select(number => new Contact($"c{number}", $"+1555{1_000_000 + number}"));
}
