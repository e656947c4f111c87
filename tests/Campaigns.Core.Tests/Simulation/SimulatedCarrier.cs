namespace Campaigns.Tests.Simulation;

/// <summary>
/// The telephone network, and the judge: it sees every call that leaves, from whichever process, and knows by itself what is allowed.
/// </summary>
internal sealed class SimulatedCarrier(World world)
{
    private readonly World _world = world;
    public static readonly TimeSpan Timeout = TimeSpan.FromMinutes(5);
    private readonly HashSet<AttemptId> _seen = [];
    private readonly Dictionary<AttemptId, (string Campaign, string Address)> _live = [];

    public Dictionary<AttemptId, Outcome> Truth { get; } = [];

    public HashSet<string> Stopped { get; } = [];

    public HashSet<string> Suppressed { get; } = [];

    public List<string> Violations { get; } = [];

    public int Calls => _seen.Count;

    public Func<AttemptId, Outcome, Task> Report { get; set; } = (_, _) => Task.CompletedTask;

    public IProvider For(Node node) => new Line(this, node);

    private async ValueTask<DispatchResult> CallAsync(Node node, DispatchRequest request)
    {
        if (node.IsDead)
        {
            await Node.Never; // a dead process calls nobody
        }

        Judge(request);
        var outcome = (Outcome)_world.Random.Next((int)Outcome.Completed, (int)Outcome.Invalid);
        switch (_world.Random.Next(12))
        {
            case 0:
                _live.Remove(request.Attempt);
                return DispatchResult.NotPlaced("simulated");
            case 1 when _world.HasFaults:
                _live.Remove(request.Attempt);
                throw new InvalidOperationException("simulated, and the call was placed");
            case < 6:
                await _world.LagAsync(2_000);
                _live.Remove(request.Attempt);
                Truth[request.Attempt] = outcome;
                return DispatchResult.Completed(outcome);
            default:
                Truth[request.Attempt] = outcome;
                _ = TalkAsync(request.Attempt, outcome);
                await _world.LagAsync(2_000); // the report may come before this answer
                return DispatchResult.Accepted();
        }
    }

    private async Task TalkAsync(AttemptId attempt, Outcome outcome)
    {
        await Task.Delay(TimeSpan.FromSeconds(_world.Random.NextDouble() * 90), _world.Time);
        _live.Remove(attempt);
        if (_world.HasFaults && _world.Chance(0.05))
        {
            return; // the callback is lost
        }

        await Report(attempt, outcome);
        if (_world.Chance(0.2))
        {
            await Report(attempt, outcome);
        }
    }

    private void Judge(DispatchRequest request)
    {
        var (campaign, address) = (request.Campaign.Name, request.Address);
        Require(_seen.Add(request.Attempt), request, "sent twice");
        Require(!Stopped.Contains(campaign), request, "sent after its stop was acknowledged");
        Require(!Suppressed.Contains(address), request, "sent to a person after the suppression was acknowledged");
        Require(!_live.Values.Contains((campaign, address)) && _live.Values.All(live => live.Address != address), request, "a second call to a busy address");
        Require(_live.Values.Count(live => live.Campaign == campaign) < SimulationTests.MaxConcurrent, request, "over the campaign's cap");
        var hour = _world.Time.GetUtcNow().Hour;
        Require(campaign != "windowed" || hour is >= 9 and < 17, request, $"outside the window, at {hour} o'clock");
        _live[request.Attempt] = (campaign, address);
    }

    private void Require(bool holds, DispatchRequest request, string what)
    {
        if (!holds)
        {
            Violations.Add($"{_world.Time.GetUtcNow():O} {request}: {what}");
        }
    }

    private sealed class Line(SimulatedCarrier carrier, Node node) : IProvider
    {
        public ValueTask<DispatchResult> DispatchAsync(DispatchRequest request, CancellationToken cancellation) => carrier.CallAsync(node, request);

        public async ValueTask<Outcome?> QueryAsync(AttemptId attempt, string? providerCallId, CancellationToken cancellation)
        {
            await carrier._world.LagAsync(500);
            return carrier._world.Chance(0.5) && carrier.Truth.TryGetValue(attempt, out var outcome) && !carrier._live.ContainsKey(attempt) ? outcome : null;
        }
    }
}
