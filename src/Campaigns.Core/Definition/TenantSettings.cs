using System.Text.Json.Serialization;

namespace Campaigns;

/// <summary>How to count the days of a <see cref="FrequencyCap"/>.</summary>
public enum CapPeriod
{
    /// <summary>Days of 24 hours, back from the attempt.</summary>
    Rolling,

    /// <summary>Calendar days in the contact's time zone, including today.</summary>
    CalendarDays,
}

/// <summary>
/// Whether attempts to one person count per channel or over all channels. Attempts of all campaigns of a tenant count together.
/// </summary>
public enum CapScope
{
    /// <summary>Over all channels. Contacts that share their key or any address are one person.</summary>
    Person,

    /// <summary>Per channel. The contacted address identifies the person.</summary>
    Channel,
}

/// <summary>Limits how often one person may be contacted over all campaigns of a tenant.</summary>
/// <param name="Attempts">The maximum number of attempts that may have reached the person. A live attempt counts. 1 to 1,000.</param>
/// <param name="Days">The number of days. 1 to 365.</param>
/// <param name="Period">How to count the days. Default: <see cref="CapPeriod.Rolling"/>.</param>
/// <param name="Scope">Whether attempts count over all channels, the default, or per channel.</param>
public sealed record FrequencyCap(int Attempts, int Days, CapPeriod Period = CapPeriod.Rolling, CapScope Scope = CapScope.Person);

/// <summary>The channels on which a contact who opts out is added to the tenant's do-not-contact list.</summary>
public enum OptOutScope
{
    /// <summary>All channels: the list gets the contact's key and every address of the contact.</summary>
    AllChannels,

    /// <summary>
    /// The channel of the opt-out: the list gets the contact's key and the contact's address there, both for that channel.
    /// </summary>
    Channel,

    /// <summary>No channel: only the job ends. The application must keep its own list.</summary>
    None,
}

/// <summary>Settings that apply to all campaigns of a tenant. Can be changed while the campaigns run.</summary>
public sealed record TenantSettings
{
    /// <summary>The maximum number of live attempts of the tenant. 1 or more. Default: no limit.</summary>
    public int MaxConcurrent { get; init; } = int.MaxValue;

    /// <summary>The rate limit for the tenant's attempts. Null, the default: no limit.</summary>
    public RateLimit? Rate { get; init; }

    /// <summary>
    /// The quotas for the tenant's attempts in calendar periods. Every quota applies. Up to <see cref="Quota.MaxQuotas"/>. Default: none.
    /// </summary>
    public IReadOnlyList<Quota> Quotas { get; init => field = QuotaList.Of(value); } = QuotaList.None;

    /// <summary>The tenant's share among tenants. 1 to 1,000. Default: 1.</summary>
    public int Weight { get; init; } = 1;

    /// <summary>
    /// The hours in which the tenant's attempts may be sent, in each contact's time zone. Nothing is sent outside them, even if a
    /// campaign's window is open. Null, the default: all hours.
    /// </summary>
    public ContactWindow? Window { get; init; }

    /// <summary>The frequency caps, which limit how often one person may be contacted. Every cap applies. Default: empty.</summary>
    public IReadOnlyList<FrequencyCap> Caps { get; init; } = [];

    /// <summary>
    /// The time after a conversation (<see cref="AttemptOutcome.Completed"/>) in which the person is not contacted. The person is also not
    /// contacted while a live attempt may become a conversation. 0 to 365 days. Default: 0, no cool-down.
    /// </summary>
    public TimeSpan CoolDown { get; init; }

    /// <summary>
    /// The channels on which a contact who opts out (<see cref="AttemptOutcome.OptedOut"/>) is added to the tenant's do-not-contact list.
    /// Default: all channels, by key and by all addresses.
    /// </summary>
    public OptOutScope OptOuts { get; init; }

    /// <summary>Whether the cool-down applies on all channels, the default, or only on the channel of the conversation.</summary>
    public CapScope CoolDownScope { get; init; }

    /// <summary>
    /// The minimum time between two attempts that may have reached the same person. After a conversation, it counts from the end of the
    /// conversation. 0 to 365 days. Default: 0.
    /// </summary>
    [JsonPropertyName("LeastPause")]
    public TimeSpan MinInterval { get; init; }

    /// <summary>Whether the minimum interval counts over all channels, the default, or per channel.</summary>
    [JsonPropertyName("LeastPauseScope")]
    public CapScope MinIntervalScope { get; init; }

    /// <summary>
    /// How long to keep what is over. Campaigns that ended longer ago are removed with their contacts, attempts and results, and so are
    /// older entries of the event log. Removal works in small portions while other campaigns run, and begins within about an hour. A
    /// campaign that a frequency cap, cool-down or minimum interval still counts is kept until it does not. The id of a removed event may
    /// be used again. 1 day to 3,650 days. Null, the default: campaigns are kept, and events as
    /// <see cref="CampaignsOptions.EventIdAge"/> says.
    /// </summary>
    public TimeSpan? Retention { get; init; }

    /// <summary>
    /// The values that templates read as <c>tenant.…</c>. Up to 10,000 characters per value and 100,000 in total. Default: empty.
    /// </summary>
    public IReadOnlyDictionary<string, string> Data { get; init => field = value ?? field; } =
        new Dictionary<string, string>(); // Settings stored by older versions have no data.

    /// <summary>
    /// Returns all problems of the settings, each with the field, the value and the remedy. Empty if the settings are valid.
    /// </summary>
    public IReadOnlyList<string> Validate() => FindProblems().List;

    /// <summary>Returns a copy that shares no collection with the caller.</summary>
    internal TenantSettings Copy() => this with
    {
        Window = Window?.Copy(),
        Caps = Caps is null ? null! : [.. Caps],
        Data = new Dictionary<string, string>(Data, StringComparer.Ordinal),
    };

    internal bool NeedsHistory => Caps.Count > 0 || CoolDown > TimeSpan.Zero || MinInterval > TimeSpan.Zero;

    /// <summary>Whether other settings have the same frequency rules.</summary>
    internal bool HasSameRules(TenantSettings other) =>
        (CoolDown, CoolDownScope, MinInterval, MinIntervalScope) == (other.CoolDown, other.CoolDownScope, other.MinInterval, other.MinIntervalScope)
        && Caps.SequenceEqual(other.Caps);

    /// <summary>The age up to which attempts matter to the frequency rules.</summary>
    internal TimeSpan Reach =>
        TimeSpan.FromTicks(
            Math.Max(
                Math.Max(CoolDown.Ticks, MinInterval.Ticks),
                Caps.Select(cap => TimeSpan.FromDays(cap.Days + 1).Ticks).DefaultIfEmpty().Max()));

    internal Problems FindProblems()
    {
        var problems = new Problems();
        problems.Require(MaxConcurrent >= 1, nameof(MaxConcurrent), MaxConcurrent, "use 1 or more");
        problems.Require(Weight is >= 1 and <= 1_000, nameof(Weight), Weight, "use 1 to 1,000");
        problems.Require(CoolDown >= TimeSpan.Zero && CoolDown <= TimeSpan.FromDays(365), nameof(CoolDown), CoolDown, "use 0 to 365 days");
        problems.Require(
            Retention is null || (Retention >= TimeSpan.FromDays(1) && Retention <= TimeSpan.FromDays(3650)), nameof(Retention), Retention,
            "use 1 day to 3,650 days, or null");
        problems.Require(Enum.IsDefined(OptOuts), nameof(OptOuts), OptOuts, "use AllChannels, Channel or None");
        problems.Require(
            MinInterval >= TimeSpan.Zero && MinInterval <= TimeSpan.FromDays(365), nameof(MinInterval), MinInterval, "use 0 to 365 days");
        problems.Require(Enum.IsDefined(CoolDownScope), nameof(CoolDownScope), CoolDownScope, "use Person or Channel");
        problems.Require(Enum.IsDefined(MinIntervalScope), nameof(MinIntervalScope), MinIntervalScope, "use Person or Channel");
        Rate?.AddProblems(problems, nameof(Rate));
        Quota.AddProblems(problems, nameof(Quotas), Quotas);
        Window?.AddProblems(problems, nameof(Window));
        foreach (var cap in Caps ?? [])
        {
            problems.Require(cap?.Attempts is >= 1 and <= 1_000, $"{nameof(Caps)}.Attempts", cap?.Attempts, "use 1 to 1,000");
            problems.Require(cap?.Days is >= 1 and <= 365, $"{nameof(Caps)}.Days", cap?.Days, "use 1 to 365");
            problems.Require(
                cap is null || Enum.IsDefined(cap.Period), $"{nameof(Caps)}.Period", cap?.Period, "use Rolling or CalendarDays");
            problems.Require(cap is null || Enum.IsDefined(cap.Scope), $"{nameof(Caps)}.Scope", cap?.Scope, "use Person or Channel");
        }

        TextLimits.AddProblems(problems, nameof(Data), Data);
        problems.Require(Caps is not null, nameof(Caps), null, "give caps, or none");
        return problems;
    }
}
