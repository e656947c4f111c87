using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Campaigns.ClusterTest.Silo;

/// <summary>The silo's side of the provider, which runs in the process of the test.</summary>
internal sealed class LinkProvider(Link link) : IProvider
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource<string>> _asked = [];

    public async ValueTask<DispatchResult> DispatchAsync(DispatchRequest request, CancellationToken cancellationToken)
    {
        var line = string.Create(
            CultureInfo.InvariantCulture, $"dispatch {request.Attempt} {request.Contact.Key} {Stopwatch.GetTimestamp()}");
        var answer = await AskAsync("answer", line, request.Attempt, cancellationToken);
        return answer switch
        {
            "ended" => DispatchResult.Completed(AttemptOutcome.Completed, CallOf(request.Attempt)),
            "refused" => DispatchResult.NotPlaced("the provider was told that nothing would come"),
            _ => DispatchResult.Accepted(CallOf(request.Attempt)),
        };
    }

    public async ValueTask<LookUpResult> QueryAsync(AttemptId attempt, string? providerCallId, CancellationToken cancellationToken) =>
        await AskAsync("found", $"query {attempt}", attempt, cancellationToken) switch
        {
            "ended" => LookUpResult.Ended(AttemptOutcome.Completed, CallOf(attempt)),
            "live" => LookUpResult.Live(CallOf(attempt)),
            _ => LookUpResult.NotPlaced,
        };

    /// <summary>Takes an answer of the provider.</summary>
    public void Take(string kind, string attempt, string answer)
    {
        if (_asked.TryRemove($"{kind} {attempt}", out var asked))
        {
            asked.TrySetResult(answer);
        }
    }

    private async Task<string> AskAsync(string kind, string line, AttemptId attempt, CancellationToken cancellationToken)
    {
        var asked = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        _asked[$"{kind} {attempt}"] = asked;
        link.Send(line);
        return await asked.Task.WaitAsync(cancellationToken);
    }

    private static string CallOf(AttemptId attempt) => $"call-{attempt}";
}
