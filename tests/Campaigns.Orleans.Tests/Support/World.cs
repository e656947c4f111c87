using System.Collections.Concurrent;

namespace Campaigns.Orleans.Tests.Support;

/// <summary>The world outside the cluster: records whom an attempt reached. Calls end when the test reports so.</summary>
internal sealed class World
{
    private readonly ConcurrentQueue<AttemptId> _attempts = [];
    private readonly ConcurrentQueue<(string Contact, string Silo)> _reached = [];

    /// <summary>Whom attempts have reached, with the silo that sent them.</summary>
    public IReadOnlyCollection<(string Contact, string Silo)> Reached => _reached;

    public IReadOnlyCollection<AttemptId> Attempts => _attempts;

    /// <summary>Whether calls end at once, without a report.</summary>
    public bool EndsAtOnce { get; init; }

    /// <summary>The provider of one silo.</summary>
    public IProvider Of(string silo) => new Line(this, silo);

    private sealed class Line(World world, string silo) : IProvider
    {
        public ValueTask<DispatchResult> DispatchAsync(DispatchRequest request, CancellationToken cancellationToken)
        {
            world._reached.Enqueue((request.Contact.Key, silo));
            world._attempts.Enqueue(request.Attempt);
            var call = $"call-{request.Attempt}";
            return new(world.EndsAtOnce ? DispatchResult.Completed(AttemptOutcome.Completed, call) : DispatchResult.Accepted(call));
        }
    }
}
