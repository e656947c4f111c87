namespace Campaigns;

/// <summary>How live attempts end when their campaign is canceled.</summary>
public enum CancelMode
{
    /// <summary>They finish. What they come to is recorded; nothing follows.</summary>
    Drain,

    /// <summary>They are ended through <see cref="IProvider.AbortAsync"/>, as far as the provider can.</summary>
    Abort,
}

/// <summary>What to change of a running campaign; null leaves a value as it is.</summary>
public sealed record CampaignChange
{
    /// <summary>The new priority.</summary>
    public Priority? Priority { get; init; }

    /// <summary>The new limit of live attempts. When it falls, live attempts finish and none is sent until there is room.</summary>
    public int? MaxConcurrent { get; init; }

    /// <summary>The new share among equals.</summary>
    public int? Weight { get; init; }

    /// <summary>Whether the campaign stays running when every job has ended.</summary>
    public bool? KeepOpen { get; init; }

    /// <summary>The new expiry. One that has passed ends the campaign.</summary>
    public DateTimeOffset? Expiry { get; init; }

    /// <summary>The new rate.</summary>
    public RateLimit? Rate { get; init; }

    /// <summary>The new window. It touches no rows: due times stay as they are.</summary>
    public Window? Window { get; init; }

    /// <summary>The new overdue policy.</summary>
    public Overdue? Overdue { get; init; }

    /// <summary>Lifts the rate.</summary>
    public bool RemoveRate { get; init; }

    /// <summary>Opens all hours.</summary>
    public bool RemoveWindow { get; init; }
}
