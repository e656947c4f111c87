namespace Campaigns.AspNetCore.Webhooks.Outbound;

/// <summary>A sender for each endpoint. Thread-safe.</summary>
internal sealed class SenderPool(EndpointCatalog catalog, WebhookContext context, IWebhookTransport transport, DeliveryRecorder recorder)
    : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (EndpointSender Sender, Task Loop)> _senders = [];
    private readonly SemaphoreSlim _places = new(context.Options.MaxConcurrent);
    private CancellationTokenSource _stopping = new();
    private CancellationTokenSource _aborting = new();

    /// <summary>Begins again after a stop.</summary>
    public void Restart()
    {
        lock (_lock)
        {
            if (_stopping.IsCancellationRequested)
            {
                (_stopping, _aborting) = (new CancellationTokenSource(), new CancellationTokenSource());
            }
        }

        Refresh();
    }

    /// <summary>Starts senders for endpoints that have none, and wakes all.</summary>
    public void Refresh()
    {
        lock (_lock)
        {
            if (_stopping.IsCancellationRequested)
            {
                return;
            }

            foreach (var endpoint in catalog.All)
            {
                if (!_senders.ContainsKey(endpoint.Id))
                {
                    var sender = new EndpointSender(endpoint, context, transport, _places, recorder);
                    _senders.Add(endpoint.Id, (sender, RunAsync(sender)));
                }
            }

            foreach (var (sender, _) in _senders.Values)
            {
                sender.Wake();
            }
        }
    }

    /// <summary>Gives stored messages to the sender of an endpoint.</summary>
    public void Offer(WebhookEndpoint endpoint, IReadOnlyList<Delivery> stored)
    {
        lock (_lock)
        {
            if (_senders.TryGetValue(endpoint.Id, out var running))
            {
                running.Sender.Offer(stored);
            }
        }
    }

    /// <summary>Lets the sender of an endpoint read its messages again.</summary>
    public void Forget(WebhookEndpoint endpoint)
    {
        lock (_lock)
        {
            if (_senders.TryGetValue(endpoint.Id, out var running))
            {
                running.Sender.Forget();
            }
        }
    }

    /// <summary>Stops. What is under way may end until the token is canceled; the rest is sent after the next start.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        Task[] loops;
        lock (_lock)
        {
            _stopping.Cancel();
            loops = [.. _senders.Values.Select(running => running.Loop)];
        }

        using var registration = cancellationToken.UnsafeRegister(
            static aborting => ((CancellationTokenSource)aborting!).Cancel(), _aborting);
        await Task.WhenAll(loops);
    }

    public void Dispose()
    {
        _places.Dispose();
        _stopping.Dispose();
        _aborting.Dispose();
    }

    private async Task RunAsync(EndpointSender sender)
    {
        await Task.Yield();
        while (!_stopping.IsCancellationRequested && !sender.Endpoint.IsDeleted)
        {
            try
            {
                await sender.RunAsync(_stopping.Token, _aborting.Token);
            }
            catch (Exception error)
            {
                ApiLog.SendFaulted(context.Log, error);
                await Task.Delay(TimeSpan.FromSeconds(1), context.Time);
            }
        }

        lock (_lock)
        {
            _senders.Remove(sender.Endpoint.Id);
        }
    }
}
