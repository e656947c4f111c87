namespace Campaigns.Samples.EventQueue;

/// <summary>Where the events come from. Set by the configuration or by arguments, such as <c>--Queue events</c>.</summary>
internal sealed class QueueOptions
{
    /// <summary>The address of the broker. Default: a broker on this machine.</summary>
    public Uri Broker { get; set; } = new("amqp://guest:guest@localhost:5672/");

    /// <summary>The queue of events, durable. It is created if there is none.</summary>
    public string Queue { get; set; } = "campaign-events";

    /// <summary>The queue of messages that cannot be read, each with its reason in the header <c>reason</c>.</summary>
    public string DeadLetters => Queue + ".dead-letters";

    /// <summary>How many messages the worker holds before it acknowledges them, which is also its largest batch. 1 to 10,000.</summary>
    public ushort Prefetch { get; set; } = 1_000;

    /// <summary>The pause before the worker connects again, and before it ingests a batch again after the store has failed.</summary>
    public TimeSpan Pause { get; set; } = TimeSpan.FromSeconds(2);

    /// <exception cref="ArgumentException">A value cannot be used.</exception>
    public void Check()
    {
        if (Prefetch is 0 or > 10_000)
        {
            throw new ArgumentException($"Prefetch is {Prefetch}: use 1 to 10,000.");
        }

        if (string.IsNullOrWhiteSpace(Queue) || Queue.Length > 200)
        {
            throw new ArgumentException($"Queue has {Queue.Length} characters: use 1 to 200.");
        }
    }
}
