using System.Text.Json.Serialization;

namespace Campaigns;

/// <summary>What a campaign is to do. Immutable; checked as a whole when the campaign is created.</summary>
public sealed record CampaignDefinition
{
    /// <summary>The default of <see cref="MaxConcurrent"/>: 10 live attempts.</summary>
    public const int DefaultMaxConcurrent = 10;

    /// <summary>What people call the campaign. 1 to 200 characters.</summary>
    public required string Name { get; init; }

    /// <summary>The steps of the protocol, in order. 1 to 100; it begins with a contact step, or with branches that lead to one.</summary>
    public required IReadOnlyList<CampaignStep> Steps { get; init; }

    /// <summary>
    /// The exit rules of the protocol, which make the campaign a drip: it stops at a reply, expires after 30 days, and leaves steps behind
    /// that
    /// fail. Null, the default, for calls.
    /// </summary>
    public ExitRules? Exit { get; init; }

    /// <summary>
    /// At most one running job for each contact. Null, the default: over all drips of the tenant if the campaign is a drip, otherwise none.
    /// </summary>
    public Exclusivity? Exclusivity { get; init; }

    /// <summary>What templates call <c>campaign.…</c>. Up to 10,000 characters a value and 100,000 in all; empty by default.</summary>
    public IReadOnlyDictionary<string, string> Data { get; init => field = value ?? field; } =
        new Dictionary<string, string>(); // texts of before have none

    /// <summary>
    /// Your name for the campaign, unique in the tenant: creating it again with the same key and definition returns the campaign
    /// that exists. Null for none. Up to 200 characters.
    /// </summary>
    public string? Key { get; init; }

    /// <summary>The tenant that owns the campaign. 1 to 200 characters; "default" by default.</summary>
    public string Tenant { get; init; } = "default";

    /// <summary>Among campaigns with somebody to contact, the higher priority goes first. Medium by default.</summary>
    public CampaignPriority Priority { get; init; } = CampaignPriority.Medium;

    /// <summary>When to begin once started. Null or past: at once.</summary>
    public DateTimeOffset? Start { get; init; }

    /// <summary>When to give up: no attempt is sent from this instant on. Null for never. After <see cref="Start"/>.</summary>
    public DateTimeOffset? Expiry { get; init; }

    /// <summary>How many attempts may be live at once. 1 to 1,000,000; 10 by default.</summary>
    public int MaxConcurrent { get; init; } = DefaultMaxConcurrent;

    /// <summary>The campaign's share among campaigns of equal priority in its tenant. 1 to 1,000; 1 by default.</summary>
    public int Weight { get; init; } = 1;

    /// <summary>Whether the campaign stays running when every job has ended, to take more contacts. False by default.</summary>
    public bool KeepOpen { get; init; }

    /// <summary>How many attempts of the campaign may be sent in a time; null, the default, for no limit.</summary>
    public RateLimit? Rate { get; init; }

    /// <summary>
    /// How many attempts of the campaign may be sent in calendar periods; every quota holds. Up to <see cref="Quota.MaxQuotas"/>; none by
    /// default.
    /// </summary>
    public IReadOnlyList<Quota> Quotas { get; init => field = QuotaList.Of(value); } = QuotaList.None;

    /// <summary>The hours in which contacts may be contacted, in each contact's own zone; null, the default, for all hours.</summary>
    public ContactWindow? Window { get; init; }

    /// <summary>What to do with contacts that come up later than they were due. Contact now, by default.</summary>
    [JsonPropertyName("Overdue")]
    public LatenessPolicy Lateness { get; init; } = LatenessPolicy.SendNow;

    /// <summary>The time zone of contacts that name none: an IANA name in any case, or a Windows id. "Etc/UTC" by default.</summary>
    public string Zone { get; init => field = TimeZoneData.Intern(value) ?? value; } = TimeZoneData.Utc;

    /// <summary>The definition without names and content.</summary>
    public override string ToString() => $"definition of a campaign with {Steps?.Count ?? 0} steps, priority {Priority.Value}";

    /// <summary>Everything that is wrong with the definition, each naming field, value and remedy. Empty when it is valid.</summary>
    public IReadOnlyList<string> Validate() => FindProblems().List;

    /// <summary>
    /// What is not wrong but may not be meant: a zone without summer time, and what <see cref="ContactProtocol.Warnings"/> finds.
    /// </summary>
    public IReadOnlyList<string> Warnings() =>
        TimeZoneData.WarningOf(Zone) is { } warning ? [warning, .. Protocol.Warnings()] : Protocol.Warnings();

    internal ContactProtocol Protocol => new() { Steps = Steps, Exit = Exit };

    /// <summary>The key of the jobs of which a contact may run in one; null for any number.</summary>
    internal string? ExclusivityKey => Exclusivity is { } rule ? rule.Key : Exit is null ? null : "";

    internal Problems FindProblems()
    {
        var problems = new Problems();
        problems.Require(
            Name?.Length is >= 1 and <= TextLimits.Short && Name.Trim().Length > 0, nameof(Name), Problems.Quote(Name),
            "use 1 to 200 characters");
        Named.AddUnseen(problems, nameof(Name), Name);
        TextLimits.AddProblems(problems, nameof(Data), Data);
        Named.AddProblems(problems, nameof(Tenant), Tenant, "use 1 to 200 characters");
        if (Key is not null)
        {
            Named.AddProblems(problems, nameof(Key), Key, "use 1 to 200 characters, or null");
        }

        problems.Require(
            Priority.Value is >= 0 and <= CampaignPriority.Max, nameof(Priority), Priority.Value, $"use 0 to {CampaignPriority.Max}");
        problems.Require(MaxConcurrent is >= 1 and <= 1_000_000, nameof(MaxConcurrent), MaxConcurrent, "use 1 to 1,000,000");
        problems.Require(Weight is >= 1 and <= 1_000, nameof(Weight), Weight, "use 1 to 1,000");
        problems.Require(Expiry is null || Start is null || Expiry > Start, nameof(Expiry), Expiry, "use an instant after Start");
        problems.Require(
            Zone is not null && TimeZoneData.IsKnown(Zone), nameof(Zone), Problems.Quote(Zone), "use an IANA name such as Europe/Paris");
        Rate?.AddProblems(problems, nameof(Rate));
        Quota.AddProblems(problems, nameof(Quotas), Quotas);
        Window?.AddProblems(problems, nameof(Window));
        problems.Require(Lateness is not null, nameof(Lateness), null, "give a policy, such as LatenessPolicy.SendNow");
        Lateness?.AddProblems(problems, nameof(Lateness));
        new ProtocolCheck(Protocol, problems).Run();
        problems.Require(
            Exclusivity is null || Enum.IsDefined(Exclusivity.OnConflict),
            $"{nameof(Exclusivity)}.OnConflict",
            Exclusivity?.OnConflict,
            "use Reject, Replace or QueueAfter");
        problems.Require(
            Exclusivity?.Key is null or { Length: <= 200 }, $"{nameof(Exclusivity)}.Key", Problems.Quote(Exclusivity?.Key),
            "use up to 200 characters");
        return problems;
    }
}
