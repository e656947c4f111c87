using Campaigns.AspNetCore.Records;
using Campaigns.Storage;

namespace Campaigns.AspNetCore.Webhooks.Outbound;

/// <summary>
/// Writes records for many callers at once: what comes in while a write is under way goes into the next one, so that the number of durable
/// writes does not grow with the number of messages. Thread-safe.
/// </summary>
internal sealed class RecordWriter(RecordTurn turn)
{
    /// <summary>The most changes of one write. A write holds the store's lock.</summary>
    private const int MostChanges = 2_000;

    private readonly Lock _lock = new();
    private readonly Queue<Waiting> _waiting = new();
    private bool _isWriting;

    /// <summary>Writes changes that expect no revision. Of several changes of a record, the last one counts.</summary>
    /// <param name="changes">The changes.</param>
    /// <param name="health">
    /// An endpoint whose health is written too, as it is when the write begins: several writers cannot overtake each other with old health.
    /// </param>
    /// <exception cref="Exception">The store failed. The changes may be written all the same.</exception>
    public Task WriteAsync(IReadOnlyList<RecordChange> changes, WebhookEndpoint? health = null)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            _waiting.Enqueue(new Waiting(changes, health, done));
            if (_isWriting)
            {
                return done.Task;
            }

            _isWriting = true;
        }

        _ = DrainAsync();
        return done.Task;
    }

    private async Task DrainAsync()
    {
        await Task.Yield(); // stores may block, and the caller has more to do
        while (Take() is { Count: > 0 } portion)
        {
            await WriteAsync(portion);
        }
    }

    private List<Waiting> Take()
    {
        var taken = new List<Waiting>();
        var count = 0;
        lock (_lock)
        {
            while (_waiting.TryPeek(out var next) && (count == 0 || count + next.Changes.Count <= MostChanges))
            {
                taken.Add(_waiting.Dequeue());
                count += next.Changes.Count;
            }

            _isWriting = taken.Count > 0;
        }

        return taken;
    }

    private async Task WriteAsync(List<Waiting> portion)
    {
        try
        {
            var last = new Dictionary<(string Kind, string Id), RecordChange>();
            var endpoints = portion.Select(each => each.Health).OfType<WebhookEndpoint>().Distinct();
            var healths = endpoints.Select(endpoint => endpoint.HealthRecord());
            foreach (var change in portion.SelectMany(each => each.Changes).Concat(healths))
            {
                last[(change.Record.Kind, change.Record.Id)] = change;
            }

            if (last.Count > 0 || turn.IsShared)
            {
                await turn.WriteAsync([.. last.Values], CancellationToken.None);
            }

            portion.ForEach(each => each.Done.TrySetResult());
        }
        catch (Exception error)
        {
            portion.ForEach(each => each.Done.TrySetException(error));
        }
    }

    private sealed record Waiting(IReadOnlyList<RecordChange> Changes, WebhookEndpoint? Health, TaskCompletionSource Done);
}
