using System.Diagnostics.Metrics;

namespace Campaigns.ClusterFigures;

/// <summary>
/// How many messages Orleans sends in a cluster of two silos that is silent, that sends little, and that sends much. Attempts do not go
/// through Orleans, so many attempts cause no more messages than few.
/// </summary>
internal static class MessageCounts
{
    private const int Shards = 4;
    private const int Little = 20; // attempts per second and shard
    private const int Much = 500;
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(5);

    public static async Task MeasureAsync(FiguresServer server)
    {
        using var messages = new MessageMeter();
        var line = new InstantLine();
        var database = await server.CreateDatabaseAsync();
        await using var first = await FiguresSilo.StartAsync("first", database, Shards, line);
        await using var second = await FiguresSilo.StartAsync("second", database, Shards, line);
        await first.ShareAsync(silos: 2);
        var campaigns = await FillAsync(first.Client);
        await CountAsync("silent", messages, line);
        await Task.WhenAll(campaigns.Select(campaign => first.Client.StartAsync(campaign)));
        var little = await CountAsync("little", messages, line);
        await Task.WhenAll(campaigns.Select(campaign =>
            first.Client.ChangeAsync(campaign, settings => settings with { Rate = PerSecond(Much) })));
        var much = await CountAsync("much", messages, line);
        Report.Print("connections", ("silos", 2), ("shards", Shards), ("connections", await server.CountConnectionsAsync()));
        var attempts = much.Attempts - little.Attempts;
        Report.Print(
            "messages, much less little", ("attempts", attempts), ("messages", much.Messages - little.Messages),
            ("messages_per_attempt", Math.Round((double)(much.Messages - little.Messages) / attempts, 4)));
    }

    private static RateLimit PerSecond(int count) => new(count, TimeSpan.FromSeconds(1), Burst: Math.Max(1, count / 5));

    private static async Task<List<CampaignId>> FillAsync(ICampaignClient client)
    {
        var campaigns = new List<CampaignId>();
        for (var shard = 0; shard < Shards; shard++)
        {
            var campaign = await client.CreateAsync(new CampaignDefinition
            {
                Name = "Figures",
                Tenant = FiguresSilo.TenantOf(shard),
                Rate = PerSecond(Little),
                MaxConcurrent = 1_000,
                Steps = [new ContactStep { Channel = Channels.Voice, Retry = StepRetryPolicy.None }],
            });
            await client.AddContactsAsync(campaign, People.Of((int)(Much * 2 * Window.TotalSeconds)));
            campaigns.Add(campaign);
        }

        return campaigns;
    }

    private static async Task<(long Attempts, long Messages)> CountAsync(string phase, MessageMeter messages, InstantLine line)
    {
        await Task.Delay(Settling);
        var (attempts, sent) = (line.Calls, messages.Read());
        await Task.Delay(Window);
        (attempts, sent) = (line.Calls - attempts, messages.Read() - sent);
        Report.Print("messages", ("phase", phase), ("seconds", Window.TotalSeconds), ("attempts", attempts), ("messages", sent));
        return (attempts, sent);
    }

    /// <summary>Counts the messages of all silos of the process by Orleans' own instruments: over the network and within a silo.</summary>
    private sealed class MessageMeter : IDisposable
    {
        private const string OverNetwork = "orleans-messaging-sent-messages-size"; // one measurement per message
        private const string Within = "orleans-messaging-sent-local";
        private readonly MeterListener _listener = new();
        private long _overNetwork;
        private long _within;
        private long _observed;

        public MessageMeter()
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name is OverNetwork or Within)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<int>((instrument, value, _, _) => Add(instrument, value));
            _listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => Add(instrument, value));
            _listener.Start();
        }

        public long Read()
        {
            Interlocked.Exchange(ref _observed, 0);
            _listener.RecordObservableInstruments();
            return Interlocked.Read(ref _overNetwork) + Interlocked.Read(ref _within) + Interlocked.Read(ref _observed);
        }

        public void Dispose() => _listener.Dispose();

        private void Add(Instrument instrument, long value)
        {
            if (instrument.Name == OverNetwork)
            {
                Interlocked.Increment(ref _overNetwork);
            }
            else if (instrument.IsObservable)
            {
                Interlocked.Add(ref _observed, value); // a sum since the start, which each reading tells again
            }
            else
            {
                Interlocked.Add(ref _within, value);
            }
        }
    }
}
