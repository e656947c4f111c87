using Campaigns.Orleans.Client.Members;

namespace Campaigns.Orleans.Client.Sessions;

/// <summary>A reading of live events. The engine's buffer of the reading holds what the client has not fetched yet.</summary>
internal sealed class EventSession : ShardSession
{
    private const int MostEvents = 500;
    private readonly IAsyncEnumerator<CampaignEvent> _events;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private Task<bool> _next;

    public EventSession(CampaignEngine engine, CampaignId? campaign)
    {
        var events = campaign is { } one ? engine.Client.ReadEventsAsync(one, Ending) : engine.Client.ReadEventsAsync(Ending);
        _events = events.GetAsyncEnumerator(Ending);
        _next = _events.MoveNextAsync().AsTask(); // the reading begins now
    }

    /// <summary>Returns the events since the last call. Waits for one if there is none.</summary>
    public async Task<EventsAnswer> PollAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            var taken = new List<CampaignEvent>();
            while (taken.Count < MostEvents && (_next.IsCompleted || (taken.Count == 0 && await IsSoonAsync(time, cancellationToken))))
            {
                if (!await _next)
                {
                    return new(taken, IsEnded: true);
                }

                taken.Add(_events.Current);
                _next = _events.MoveNextAsync().AsTask();
            }

            return new(taken, IsEnded: false);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Ends the reading, whose buffer the engine would fill otherwise.</summary>
    protected override void Release() => _ = EndAsync();

    private async Task EndAsync()
    {
        await _turn.WaitAsync();
        try
        {
            await _next;
        }
        catch (Exception error) when (error is OperationCanceledException or CampaignException)
        {
            // the end of the reading
        }

        await _events.DisposeAsync();
        _next = Task.FromResult(false);
        _turn.Release();
    }

    private async Task<bool> IsSoonAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            await _next.WaitAsync(ShardSessions.LongestWait, time, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
