using System.Text.Json.Serialization;

namespace Campaigns;

/// <summary>How the days of a <see cref="FrequencyCap"/> are counted.</summary>
public enum CapPeriod
{
    /// <summary>Days of 24 hours, back from the moment of the attempt.</summary>
    Rolling,

    /// <summary>Calendar days of the contact's own time zone, today included.</summary>
    CalendarDays,
}

/// <summary>Over what attempts to one person are counted, over all campaigns of a tenant.</summary>
public enum CapScope
{
    /// <summary>Over all channels. Contacts that share their key, or any address, are one person.</summary>
    Person,

    /// <summary>On each channel alone. A person is known by the address that is contacted.</summary>
    Channel,
}

/// <summary>How often one person may be tried over all campaigns of a tenant.</summary>
/// <param name="Attempts">At most so many attempts that may have reached the person; one that is live counts. 1 to 1,000.</param>
/// <param name="Days">In so many days. 1 to 365.</param>
/// <param name="Period">How the days are counted.</param>
/// <param name="Scope">Over what: all channels, the default, or each alone.</param>
public sealed record FrequencyCap(int Attempts, int Days, CapPeriod Period = CapPeriod.Rolling, CapScope Scope = CapScope.Person);

/// <summary>On which channels a contact who opts out comes on the tenant's do-not-contact list.</summary>
public enum OptOutScope
{
    /// <summary>On all: by its key and by every address it has.</summary>
    AllChannels,

    /// <summary>On the channel on which it opted out: by its key, and by its address there.</summary>
    Channel,

    /// <summary>On none: only the job ends. Keep a list of your own.</summary>
    None,
}

/// <summary>What holds for all campaigns of a tenant. Can be changed while they run.</summary>
public sealed record TenantSettings
{
    /// <summary>How many attempts of the tenant may be live at once. 1 or more; no limit by default.</summary>
    public int MaxConcurrent { get; init; } = int.MaxValue;

    /// <summary>How many attempts of the tenant may be sent in a time; null, the default, for no limit.</summary>
    public RateLimit? Rate { get; init; }

    /// <summary>
    /// How many attempts of the tenant may be sent in calendar periods; every quota holds. Up to <see cref="Quota.MaxQuotas"/>; none by
    /// default.
    /// </summary>
    public IReadOnlyList<Quota> Quotas { get; init => field = QuotaList.Of(value); } = QuotaList.None;

    /// <summary>The tenant's share among tenants. 1 to 1,000; 1 by default.</summary>
    public int Weight { get; init; } = 1;

    /// <summary>
    /// The tenant's hours, in each contact's own zone; nothing is sent outside them, whatever a campaign's window says. Null for none.
    /// </summary>
    public ContactWindow? Window { get; init; }

    /// <summary>How often one contact may be tried; every cap holds. Empty by default.</summary>
    public IReadOnlyList<FrequencyCap> Caps { get; init; } = [];

    /// <summary>
    /// How long a person is left alone after a conversation (<see cref="AttemptOutcome.Completed"/>), and while an attempt is live that may
    /// become
    /// one. 0, the default, to 365 days.
    /// </summary>
    public TimeSpan CoolDown { get; init; }

    /// <summary>
    /// What becomes of a contact who opts out (<see cref="AttemptOutcome.OptedOut"/>): by default it comes on the tenant's do-not-contact
    /// list, by
    /// its key and all its addresses, on all channels.
    /// </summary>
    public OptOutScope OptOuts { get; init; }

    /// <summary>Where a person is left alone after a conversation: on all channels, the default, or on that one.</summary>
    public CapScope CoolDownScope { get; init; }

    /// <summary>
    /// The least time from one attempt that may have reached a person to the next; after a conversation it counts from the end. 0, the
    /// default, to 365 days.
    /// </summary>
    [JsonPropertyName("LeastPause")]
    public TimeSpan MinInterval { get; init; }

    /// <summary>Over what the least pause counts: all channels, the default, or each alone.</summary>
    [JsonPropertyName("LeastPauseScope")]
    public CapScope MinIntervalScope { get; init; }

    /// <summary>What templates call <c>tenant.…</c>. Up to 10,000 characters a value and 100,000 in all; empty by default.</summary>
    public IReadOnlyDictionary<string, string> Data { get; init => field = value ?? field; } =
        new Dictionary<string, string>(); // texts of before have none

    /// <summary>Everything that is wrong with the settings, each naming field, value and remedy. Empty when they are valid.</summary>
    public IReadOnlyList<string> Validate() => FindProblems().List;

    /// <summary>A copy that nobody else can change, and whose collections are our own.</summary>
    internal TenantSettings Copy() => this with
    {
        Window = Window?.Copy(),
        Caps = Caps is null ? null! : [.. Caps],
        Data = new Dictionary<string, string>(Data, StringComparer.Ordinal),
    };

    internal bool NeedsHistory => Caps.Count > 0 || CoolDown > TimeSpan.Zero || MinInterval > TimeSpan.Zero;

    /// <summary>Whether others say the same on how often a person is contacted.</summary>
    internal bool HasSameRules(TenantSettings other) =>
        (CoolDown, CoolDownScope, MinInterval, MinIntervalScope) == (other.CoolDown, other.CoolDownScope, other.MinInterval, other.MinIntervalScope)
        && Caps.SequenceEqual(other.Caps);

    /// <summary>How far back attempts matter.</summary>
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
