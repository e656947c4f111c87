using System.Net;

namespace Campaigns.AspNetCore.Webhooks;

/// <summary>Options of the webhooks that the host sends.</summary>
public sealed class WebhookOptions
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>Whether URLs may begin with <c>http:</c>. False, the default: only <c>https:</c>.</summary>
    public bool AllowHttp { get; set; }

    /// <summary>
    /// Networks that messages may be sent to although they are private, loopback or reserved, such as <c>10.0.0.0/8</c>. None by default.
    /// </summary>
    public IList<IPNetwork> AllowedNetworks { get; } = [];

    /// <summary>The ports that URLs may have. None, the default: all ports.</summary>
    public IList<int> AllowedPorts { get; } = [];

    /// <summary>
    /// Whether secrets may be stored in plain text if the host has no Data Protection. False, the default: endpoints cannot be created
    /// then.
    /// </summary>
    public bool AllowPlainSecrets { get; set; }

    /// <summary>How long a receiver may take to answer. 1 to 30 seconds; 20 seconds by default.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>The most messages under way at once, over all endpoints. 1 to 10,000; 256 by default.</summary>
    public int MaxConcurrent { get; set; } = 256;

    /// <summary>The most messages under way at once to one endpoint. 1 to 1,000; 16 by default.</summary>
    public int MaxConcurrentPerEndpoint { get; set; } = 16;

    /// <summary>
    /// The most messages of one endpoint that wait in the store of records. 100 to 100,000; 10,000 by default. An endpoint with more has
    /// its
    /// messages read from the change feed when there is room.
    /// </summary>
    public int MaxPendingPerEndpoint { get; set; } = 10_000;

    /// <summary>The most endpoints of one tenant, and of those for all tenants. 1 to 1,000; 50 by default.</summary>
    public int MaxEndpointsPerTenant { get; set; } = 50;

    /// <summary>How long messages are signed with the former secret too, after a rotation. 0 to 30 days; 24 hours by default.</summary>
    public TimeSpan RotationOverlap { get; set; } = Day;

    /// <summary>After how long with nothing but failures an endpoint is disabled. 1 hour to 30 days; 5 days by default.</summary>
    public TimeSpan DisableAfter { get; set; } = 5 * Day;

    /// <summary>How long the delivery log keeps a finished delivery. 1 hour to 90 days; 7 days by default.</summary>
    public TimeSpan LogAge { get; set; } = 7 * Day;

    /// <summary>
    /// Called when an endpoint was disabled because it is gone, or had only failures. An exception is logged. Null, the default: nothing.
    /// </summary>
    public Action<WebhookEndpointDisabled>? EndpointDisabled { get; set; }

    /// <summary>The source of the random part of delays. It is not used from two threads at once.</summary>
    public Random Random { get; set; } = new();

    /// <summary>Checks all options.</summary>
    /// <exception cref="InvalidOperationException">Some are out of range. The message lists them.</exception>
    internal void Check()
    {
        var faults = new List<string>();
        Range(Timeout, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30), nameof(Timeout));
        Range(MaxConcurrent, 1, 10_000, nameof(MaxConcurrent));
        Range(MaxConcurrentPerEndpoint, 1, 1_000, nameof(MaxConcurrentPerEndpoint));
        Range(MaxPendingPerEndpoint, 100, 100_000, nameof(MaxPendingPerEndpoint));
        Range(MaxEndpointsPerTenant, 1, 1_000, nameof(MaxEndpointsPerTenant));
        Range(RotationOverlap, TimeSpan.Zero, 30 * Day, nameof(RotationOverlap));
        Range(DisableAfter, TimeSpan.FromHours(1), 30 * Day, nameof(DisableAfter));
        Range(LogAge, TimeSpan.FromHours(1), 90 * Day, nameof(LogAge));
        faults.AddRange(AllowedPorts.Where(port => port is < 1 or > 65_535).Select(port => $"AllowedPorts has {port}; use 1 to 65535."));
        if (faults.Count > 0)
        {
            throw new InvalidOperationException("The options of webhooks are not valid. " + string.Join(' ', faults));
        }

        void Range<T>(T value, T least, T most, string name)
            where T : IComparable<T>
        {
            if (value.CompareTo(least) < 0 || value.CompareTo(most) > 0)
            {
                faults.Add($"{name} is {value}; use {least} to {most}.");
            }
        }
    }
}

/// <summary>Tells the host that an endpoint was disabled.</summary>
/// <param name="Endpoint">The id of the endpoint.</param>
/// <param name="Tenant">The tenant; null for an endpoint of all tenants.</param>
/// <param name="Reason">The reason: <c>gone</c> (the receiver answered 410) or <c>failing</c> (nothing but failures).</param>
/// <param name="At">When.</param>
public sealed record WebhookEndpointDisabled(string Endpoint, string? Tenant, string Reason, DateTimeOffset At);
