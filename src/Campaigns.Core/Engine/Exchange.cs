using System.Collections.Concurrent;

namespace Campaigns.Engine;

/// <summary>
/// The input and output of the engine: requests go in, events come out. Created before the engine, so that a provider can receive a client
/// to report to before the engine is built with the provider.
/// </summary>
internal sealed class Exchange
{
    public Exchange(CampaignsOptions options)
    {
        Inbox = new Inbox(Signal, options.InboxCapacity);
        Events = new EventHub(options.EventBuffer);
        Templates = new TemplateLibrary(options.Templates, Faults);
        Numbers = new NumberReader(options.NumberingPlans, Faults);
    }

    public Signal Signal { get; } = new();

    /// <summary>The failures of host code.</summary>
    public HostFaults Faults { get; } = new();

    public Inbox Inbox { get; }

    public EventHub Events { get; }

    /// <summary>Wakes the readers of the change feed.</summary>
    public FeedSignals Feed { get; } = new();

    public TemplateLibrary Templates { get; }

    public NumberReader Numbers { get; }

    /// <summary>The enrollments that callers in this process are running, by id.</summary>
    public ConcurrentDictionary<long, CampaignId> Enrolling { get; } = [];
}
