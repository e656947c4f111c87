namespace Campaigns;

/// <summary>How the days of a <see cref="FrequencyCap"/> are counted.</summary>
public enum CapPeriod
{
    /// <summary>Days of 24 hours, back from the moment of the attempt.</summary>
    Rolling,

    /// <summary>Calendar days of the contact's own time zone, today included.</summary>
    CalendarDays,
}

/// <summary>How often one contact may be tried over all campaigns of a tenant. A contact is known by the address that is contacted.</summary>
/// <param name="Attempts">At most so many attempts that may have reached the contact. 1 to 1,000.</param>
/// <param name="Days">In so many days. 1 to 365.</param>
/// <param name="Period">How the days are counted.</param>
public sealed record FrequencyCap(int Attempts, int Days, CapPeriod Period = CapPeriod.Rolling);

/// <summary>What holds for all campaigns of a tenant. Can be changed while they run.</summary>
public sealed record TenantSettings
{
    /// <summary>How many attempts of the tenant may be live at once. 1 or more; no limit by default.</summary>
    public int MaxConcurrent { get; init; } = int.MaxValue;

    /// <summary>How many attempts of the tenant may be sent in a time; null, the default, for no limit.</summary>
    public RateLimit? Rate { get; init; }

    /// <summary>The tenant's share among tenants. 1 to 1,000; 1 by default.</summary>
    public int Weight { get; init; } = 1;

    /// <summary>The tenant's hours, in each contact's own zone; nothing is sent outside them, whatever a campaign's window says. Null for none.</summary>
    public Window? Window { get; init; }

    /// <summary>How often one contact may be tried; every cap holds. Empty by default.</summary>
    public IReadOnlyList<FrequencyCap> Caps { get; init; } = [];

    /// <summary>How long a contact is left alone after a conversation (<see cref="Outcome.Completed"/>). 0, the default, to 365 days.</summary>
    public TimeSpan CoolDown { get; init; }

    /// <summary>What templates call <c>tenant.…</c>. Up to 10,000 characters a value and 100,000 in all; empty by default.</summary>
    public IReadOnlyDictionary<string, string> Data { get; init => field = value ?? field; } = new Dictionary<string, string>(); // texts of before have none

    /// <summary>Everything that is wrong with the settings, each naming field, value and remedy. Empty when they are valid.</summary>
    public IReadOnlyList<string> Check() => FindProblems().List;

    /// <summary>A copy that nobody else can change, and whose collections are our own.</summary>
    internal TenantSettings Copy() => this with
    {
        Window = Window?.Copy(),
        Caps = Caps is null ? null! : [.. Caps],
        Data = new Dictionary<string, string>(Data, StringComparer.Ordinal),
    };

    internal bool NeedsHistory => Caps.Count > 0 || CoolDown > TimeSpan.Zero;

    /// <summary>How far back attempts matter.</summary>
    internal TimeSpan Reach =>
        TimeSpan.FromTicks(Math.Max(CoolDown.Ticks, Caps.Select(cap => TimeSpan.FromDays(cap.Days + 1).Ticks).DefaultIfEmpty().Max()));

    internal Problems FindProblems()
    {
        var problems = new Problems();
        problems.Require(MaxConcurrent >= 1, nameof(MaxConcurrent), MaxConcurrent, "use 1 or more");
        problems.Require(Weight is >= 1 and <= 1_000, nameof(Weight), Weight, "use 1 to 1,000");
        problems.Require(CoolDown >= TimeSpan.Zero && CoolDown <= TimeSpan.FromDays(365), nameof(CoolDown), CoolDown, "use 0 to 365 days");
        Rate?.AddProblems(problems, nameof(Rate));
        Window?.AddProblems(problems, nameof(Window));
        foreach (var cap in Caps ?? [])
        {
            problems.Require(cap?.Attempts is >= 1 and <= 1_000, $"{nameof(Caps)}.Attempts", cap?.Attempts, "use 1 to 1,000");
            problems.Require(cap?.Days is >= 1 and <= 365, $"{nameof(Caps)}.Days", cap?.Days, "use 1 to 365");
        }

        TextLimits.AddProblems(problems, nameof(Data), Data);
        problems.Require(Caps is not null, nameof(Caps), null, "give caps, or none");
        return problems;
    }
}
