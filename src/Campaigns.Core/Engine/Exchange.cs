using System.Collections.Concurrent;

namespace Campaigns.Engine;

/// <summary>
/// Where requests go in and events come out. Made before the engine, so that a provider the engine is built with can be given a
/// client to report to.
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

    /// <summary>What of the host's code failed.</summary>
    public HostFaults Faults { get; } = new();

    public Inbox Inbox { get; }

    public EventHub Events { get; }

    public TemplateLibrary Templates { get; }

    public NumberReader Numbers { get; }

    /// <summary>The enrollments that callers in this process go on with, by id.</summary>
    public ConcurrentDictionary<long, CampaignId> Enrolling { get; } = [];
}
