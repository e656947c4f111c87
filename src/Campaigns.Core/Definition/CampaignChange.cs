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

    /// <summary>When to begin, of a campaign that has not: one that has passed begins it, if it was started. Before the expiry.</summary>
    public DateTimeOffset? Start { get; init; }

    /// <summary>The new expiry. One that has passed ends the campaign.</summary>
    public DateTimeOffset? Expiry { get; init; }

    /// <summary>The new rate.</summary>
    public RateLimit? Rate { get; init; }

    /// <summary>
    /// The new quotas, in place of all there are; an empty list takes them away. One of the same period and zone as before counts on.
    /// </summary>
    public IReadOnlyList<Quota>? Quotas { get; init => field = value is null ? null : QuotaList.Of(value); }

    /// <summary>The new window. It touches no rows: due times stay as they are.</summary>
    public Window? Window { get; init; }

    /// <summary>
    /// The new zone of contacts that have none of their own. Windows, caps and waits count by it from now on; instants decided before stay.
    /// </summary>
    public string? Zone { get; init => field = TimeZones.Intern(value) ?? value; }

    /// <summary>The new overdue policy.</summary>
    public Overdue? Overdue { get; init; }

    /// <summary>Lifts the rate.</summary>
    public bool RemoveRate { get; init; }

    /// <summary>Opens all hours.</summary>
    public bool RemoveWindow { get; init; }

    /// <summary>Counts contacts without a zone in UTC.</summary>
    public bool RemoveZone { get; init; }

    /// <summary>Lets a campaign that has not begun do so as soon as it is started; at once if it was.</summary>
    public bool RemoveStart { get; init; }

    /// <summary>Lets the campaign never expire.</summary>
    public bool RemoveExpiry { get; init; }

    /// <summary>A copy whose collections nobody else can change.</summary>
    internal CampaignChange Copy() => this with { Window = Window?.Copy() };

    /// <summary>The definition as it would be.</summary>
    internal CampaignDefinition ApplyTo(CampaignDefinition definition) => definition with
    {
        Priority = Priority ?? definition.Priority,
        MaxConcurrent = MaxConcurrent ?? definition.MaxConcurrent,
        Weight = Weight ?? definition.Weight,
        KeepOpen = KeepOpen ?? definition.KeepOpen,
        Start = RemoveStart ? null : Start ?? definition.Start,
        Expiry = RemoveExpiry ? null : Expiry ?? definition.Expiry,
        Rate = RemoveRate ? null : Rate ?? definition.Rate,
        Quotas = Quotas ?? definition.Quotas,
        Window = RemoveWindow ? null : Window ?? definition.Window,
        Overdue = Overdue ?? definition.Overdue,
        Zone = RemoveZone ? TimeZones.Utc : Zone ?? definition.Zone,
    };

    /// <summary>Refuses a change that says two things of one value.</summary>
    internal void RequireClear()
    {
        var problems = new Problems();
        Require(Start is null || !RemoveStart, nameof(Start));
        Require(Expiry is null || !RemoveExpiry, nameof(Expiry));
        Require(Rate is null || !RemoveRate, nameof(Rate));
        Require(Window is null || !RemoveWindow, nameof(Window));
        Require(Zone is null || !RemoveZone, nameof(Zone));
        problems.ThrowIfAny("The change");

        void Require(bool holds, string field) =>
            problems.Require(holds, $"Remove{field}", "true beside a new value", $"give {field} or Remove{field}, not both");
    }
}
