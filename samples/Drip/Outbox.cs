namespace Campaigns.Samples.Drip;

/// <summary>A provider that accepts every message and remembers its heading for the log.</summary>
internal sealed class Outbox : IProvider
{
    private readonly Dictionary<AttemptId, string> _messages = [];

    /// <summary>Describes a message: its node, channel and subject, or its first words if it has no subject.</summary>
    public string this[AttemptId attempt] => _messages.GetValueOrDefault(attempt, "");

    public ValueTask<DispatchResult> DispatchAsync(DispatchRequest request, CancellationToken cancellationToken)
    {
        var heading = request.Content.Subject ?? request.Content.Body?.ReplaceLineEndings(" ") ?? "";
        _messages[request.Attempt] =
            $"node {request.Step.Name} sent on {request.Step.Channel}: \"{(heading.Length > 60 ? $"{heading[..57]}..." : heading)}\"";
        return new(DispatchResult.Completed(AttemptOutcome.Completed));
    }
}
