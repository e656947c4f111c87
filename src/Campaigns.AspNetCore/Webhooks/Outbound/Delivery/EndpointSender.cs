using System.Text;
using Campaigns.Storage;
using Campaigns.Webhooks;

namespace Campaigns.AspNetCore.Webhooks.Outbound;

/// <summary>
/// Sends the messages of one endpoint. A loop of its own takes what is due from the store, a small portion at a time, so that a receiver
/// that is slow or dead costs the others nothing, and little memory.
/// </summary>
internal sealed class EndpointSender(
    WebhookEndpoint endpoint, WebhookContext context, IWebhookTransport transport, SemaphoreSlim places, DeliveryRecorder recorder)
{
    private const int MostInMemory = 256;
    private const int Portion = 64;
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(30); // so that leaps of the clock matter little
    private readonly Lock _lock = new();
    private readonly Wakeup _wakeup = new(context.Time);
    private readonly Queue<Delivery> _ready = new();

    /// <summary>The messages that are in the queue or under way.</summary>
    private readonly HashSet<string> _held = [];

    /// <summary>The messages that ended while the store was read: the read may show them as they were before.</summary>
    private readonly HashSet<string> _ended = [];

    /// <summary>The held messages that were stored once more: the record may outlast the end of this send.</summary>
    private readonly HashSet<string> _storedAgain = [];

    /// <summary>When the store has something that is not held; null for never.</summary>
    private DateTimeOffset? _nextRead = DateTimeOffset.MinValue;
    private bool _isReading;
    private int _underWay;

    public WebhookEndpoint Endpoint => endpoint;

    public void Wake() => _wakeup.Set();

    /// <summary>Takes messages that were just stored and are due now. Those that find no room are read from the store later.</summary>
    public void Offer(IEnumerable<Delivery> stored)
    {
        lock (_lock)
        {
            foreach (var delivery in stored)
            {
                if (_ready.Count < MostInMemory && !(_nextRead <= context.Now) && _held.Add(delivery.Id))
                {
                    _ready.Enqueue(delivery);
                }
                else if (_held.Contains(delivery.Id))
                {
                    _storedAgain.Add(delivery.Id);
                }
                else
                {
                    ReadAt(delivery.Due ?? context.Now);
                }
            }
        }

        Wake();
    }

    /// <summary>Forgets the messages in the queue, and reads them again from the store, where they were changed.</summary>
    public void Forget()
    {
        lock (_lock)
        {
            foreach (var delivery in _ready)
            {
                _held.Remove(delivery.Id);
                _storedAgain.Remove(delivery.Id);
            }

            _ready.Clear();
            ReadAt(context.Now);
        }

        Wake();
    }

    /// <summary>Runs until the endpoint is deleted, or the host stops.</summary>
    /// <param name="stopping">Ends the loop.</param>
    /// <param name="aborting">Ends sends that are under way. Their messages stay, and are sent again.</param>
    public async Task RunAsync(CancellationToken stopping, CancellationToken aborting)
    {
        while (!stopping.IsCancellationRequested && !endpoint.IsDeleted)
        {
            var wait = StartSends(aborting);
            if (wait == TimeSpan.Zero)
            {
                await ReadAsync(stopping);
            }
            else
            {
                await _wakeup.WaitAsync(wait < LongestSleep ? wait : LongestSleep, stopping);
            }
        }

        while (Volatile.Read(ref _underWay) > 0)
        {
            await _wakeup.WaitAsync(null, CancellationToken.None);
        }
    }

    /// <summary>Starts what may be sent now.</summary>
    /// <returns>How long to wait. Zero: the store has to be read. Null: until something happens.</returns>
    private TimeSpan? StartSends(CancellationToken aborting)
    {
        var now = context.Now;
        var (isEnabled, allowed, pause) = Rules();
        if (!isEnabled)
        {
            return null;
        }

        if (pause > now)
        {
            return pause - now;
        }

        while (Take(allowed) is { } delivery)
        {
            _ = SendAsync(delivery, aborting);
        }

        lock (_lock)
        {
            return _nextRead is { } next && _ready.Count < Portion && _underWay < allowed ? next > now ? next - now : TimeSpan.Zero : null;
        }
    }

    private (bool IsEnabled, int Allowed, DateTimeOffset? Pause) Rules()
    {
        lock (endpoint.Lock)
        {
            var canSign = endpoint.SignatureAt(context.Now) is not null;
            return (endpoint.IsEnabled && canSign, endpoint.Pace.Allowed, endpoint.Pace.PausedUntil);
        }
    }

    private Delivery? Take(int allowed)
    {
        lock (_lock)
        {
            if (_underWay >= allowed || !_ready.TryDequeue(out var delivery))
            {
                return null;
            }

            _underWay++;
            return delivery;
        }
    }

    private async Task SendAsync(Delivery delivery, CancellationToken aborting)
    {
        DateTimeOffset? again = context.Now; // unless it is recorded
        try
        {
            await places.WaitAsync(aborting);
            SendResult? result;
            try
            {
                result = await SendNowAsync(delivery, aborting);
            }
            finally
            {
                places.Release();
            }

            again = result is { } ended ? await recorder.RecordAsync(endpoint, delivery, ended, aborting) : again;
        }
        catch (OperationCanceledException) when (aborting.IsCancellationRequested)
        {
            // the record stays, and is sent again after the start
        }
        catch (Exception error)
        {
            ApiLog.SendFaulted(context.Log, error);
            again = context.Now + LongestSleep;
        }

        End(delivery, again);
    }

    /// <summary>Signs and sends.</summary>
    /// <returns>The result; null if the endpoint was disabled in the meantime, or another host may send its messages now.</returns>
    private async Task<SendResult?> SendNowAsync(Delivery delivery, CancellationToken aborting)
    {
        var now = context.Now;
        context.Erased.RemoveFrom(delivery);
        SendRequest request;
        lock (endpoint.Lock)
        {
            if (!endpoint.IsEnabled || !context.Turn.IsMine || endpoint.SignatureAt(now) is not { } signature)
            {
                return null;
            }

            var body = Encoding.UTF8.GetBytes(delivery.Body!);
            request = new SendRequest(
                new Uri(endpoint.Settings.Url), delivery.Id, WebhookSignature.Timestamp(now),
                signature.Sign(delivery.Id, now, body), body);
        }

        var result = await transport.SendAsync(request, aborting);
        context.Metrics.Try(result);
        return result;
    }

    private void End(Delivery delivery, DateTimeOffset? again)
    {
        lock (_lock)
        {
            _underWay--;
            _held.Remove(delivery.Id);
            _ = _isReading && _ended.Add(delivery.Id);
            if ((_storedAgain.Remove(delivery.Id) ? context.Now : again) is { } due)
            {
                ReadAt(due);
            }
        }

        Wake();
    }

    /// <summary>Reads a portion of what is due.</summary>
    private async Task ReadAsync(CancellationToken stopping)
    {
        int limit;
        lock (_lock)
        {
            _nextRead = null; // what is stored from now on is offered
            _isReading = true;
            limit = Math.Min(1_000, _held.Count + Portion);
        }

        try
        {
            var kind = DeliveryRecords.Kind(endpoint.Id, DeliveryState.Pending);
            var query = new RecordQuery(kind) { DueUntil = DateTimeOffset.MaxValue, Limit = limit };
            Take(await context.Store.ListAsync(query, stopping), limit);
        }
        catch (Exception error)
        {
            lock (_lock)
            {
                ReadAt(context.Now + TimeSpan.FromSeconds(1));
            }

            if (!stopping.IsCancellationRequested)
            {
                ApiLog.WebhookWriteFailed(context.Log, error);
            }
        }
        finally
        {
            lock (_lock)
            {
                _isReading = false;
                _ended.Clear();
            }
        }
    }

    private void Take(IReadOnlyList<HostRecord> records, int limit)
    {
        var now = context.Now;
        lock (_lock)
        {
            foreach (var record in records.Where(record => !_held.Contains(record.Id) && !_ended.Contains(record.Id)))
            {
                if (record.Due > now || _ready.Count >= MostInMemory)
                {
                    ReadAt(record.Due ?? now);
                    break; // the others are due later
                }

                _held.Add(record.Id);
                _ready.Enqueue(DeliveryRecords.Read(record));
            }

            if (records.Count == limit)
            {
                ReadAt(records[^1].Due ?? now);
            }
        }

        if (records.Count == 0)
        {
            lock (endpoint.Lock)
            {
                endpoint.Pending = 0; // corrects what crashes and repeated readings have miscounted
            }
        }
    }

    private void ReadAt(DateTimeOffset due) => _nextRead = _nextRead is { } next && next < due ? next : due;
}
