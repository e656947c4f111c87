namespace Campaigns.Tests.Providers;

/// <summary>Creates harnesses whose providers have given limits and breakers.</summary>
internal static class Harnesses
{
    /// <summary>A harness whose scripted provider has the given options.</summary>
    public static CampaignHarness OfOne(Action<ProviderOptions> provider, Action<CampaignsOptions>? configure = null) =>
        new(configure, voice: provider);

    public static ProviderStatus Status(this CampaignHarness harness, string provider = "voice-1") =>
        harness.Do(operations => operations.ListProvidersAsync()).Single(status => status.Name == provider);

    public static void Change(this CampaignHarness harness, ProviderSettings? settings, string provider = "voice-1") =>
        harness.Do(operations => settings is null
            ? operations.ResetProviderAsync(provider)
            : operations.ChangeProviderAsync(provider, settings));
}

/// <summary>A provider whose dispatches wait until the test answers them, oldest first.</summary>
internal sealed class Gathering : IProvider
{
    public Queue<TaskCompletionSource<DispatchResult>> Waiting { get; } = [];

    public int Calls { get; private set; }

    public ValueTask<DispatchResult> DispatchAsync(DispatchRequest request, CancellationToken cancellationToken)
    {
        Calls++;
        Waiting.Enqueue(new TaskCompletionSource<DispatchResult>());
        return new(Waiting.Last().Task);
    }

    public void Answer(DispatchResult answer) => Waiting.Dequeue().SetResult(answer);

    public void AnswerAll(DispatchResult answer, int most = int.MaxValue)
    {
        for (var left = Math.Min(most, Waiting.Count); left > 0; left--)
        {
            Answer(answer);
        }
    }
}
