using System.Text.Json.Serialization;

namespace Campaigns;

/// <summary>The definition of a campaign. Immutable. Checked as a whole when the campaign is created.</summary>
public sealed record CampaignDefinition
{
    /// <summary>The default of <see cref="MaxConcurrent"/>: 10 live attempts.</summary>
    public const int DefaultMaxConcurrent = 10;

    /// <summary>The display name of the campaign. 1 to 200 characters.</summary>
    public required string Name { get; init; }

    /// <summary>The steps of the protocol, in order. 1 to 100. The first step is a contact step, or a branch that leads to one.</summary>
    public required IReadOnlyList<CampaignStep> Steps { get; init; }

    /// <summary>
    /// The exit rules of the protocol. Exit rules make the campaign a drip: it stops at a reply, expires after 30 days by default, and
    /// continues with the next step when a step fails. Null, the default, for calls.
    /// </summary>
    public ExitRules? Exit { get; init; }

    /// <summary>
    /// Limits each contact to one running job. Null, the default: one running job over all drips of the tenant if the campaign is a drip,
    /// otherwise no limit.
    /// </summary>
    public Exclusivity? Exclusivity { get; init; }

    /// <summary>
    /// The values that templates read as <c>campaign.…</c>. Up to 10,000 characters per value and 100,000 in total. Default: empty.
    /// </summary>
    public IReadOnlyDictionary<string, string> Data { get; init => field = value ?? field; } =
        new Dictionary<string, string>(); // Definitions stored by older versions have no data.

    /// <summary>
    /// The application's key for the campaign, unique in the tenant. Creating a campaign again with the same key and definition returns the
    /// existing campaign. Null, the default: no key. Up to 200 characters.
    /// </summary>
    public string? Key { get; init; }

    /// <summary>The tenant that owns the campaign. 1 to 200 characters. Default: "default".</summary>
    public string Tenant { get; init; } = "default";

    /// <summary>
    /// The priority. Among campaigns with a contact ready, the campaign with the higher priority goes first. Default: medium.
    /// </summary>
    public CampaignPriority Priority { get; init; } = CampaignPriority.Medium;

    /// <summary>When a started campaign begins. Null, the default, or an instant in the past: immediately.</summary>
    public DateTimeOffset? Start { get; init; }

    /// <summary>
    /// When the campaign expires: no attempt is sent from this instant on. Must be after <see cref="Start"/>. Null, the default: never.
    /// </summary>
    public DateTimeOffset? Expiry { get; init; }

    /// <summary>The maximum number of live attempts. 1 to 1,000,000. Default: 10.</summary>
    public int MaxConcurrent { get; init; } = DefaultMaxConcurrent;

    /// <summary>The campaign's share among campaigns of equal priority in its tenant. 1 to 1,000. Default: 1.</summary>
    public int Weight { get; init; } = 1;

    /// <summary>Whether the campaign keeps running after every job has ended, to accept more contacts. Default: false.</summary>
    public bool KeepOpen { get; init; }

    /// <summary>The rate limit for the campaign's attempts. Null, the default: no limit.</summary>
    public RateLimit? Rate { get; init; }

    /// <summary>
    /// The quotas for the campaign's attempts in calendar periods. Every quota applies. Up to <see cref="Quota.MaxQuotas"/>. Default: none.
    /// </summary>
    public IReadOnlyList<Quota> Quotas { get; init => field = QuotaList.Of(value); } = QuotaList.None;

    /// <summary>The hours in which contacts may be contacted, in each contact's time zone. Null, the default: all hours.</summary>
    public ContactWindow? Window { get; init; }

    /// <summary>
    /// The name of the check that each attempt must pass just before it is sent, registered with <see cref="CampaignsOptions.AddCheck"/>.
    /// A name that is not registered is refused when the campaign is created, started or resumed. Null, the default: no check.
    /// </summary>
    public string? Check { get; init; }

    /// <summary>What to do with contacts whose turn comes later than they were due. Default: contact now.</summary>
    [JsonPropertyName("Overdue")]
    public LatenessPolicy Lateness { get; init; } = LatenessPolicy.SendNow;

    /// <summary>The time zone of contacts without their own: an IANA name in any case, or a Windows id. Default: "Etc/UTC".</summary>
    public string Zone { get; init => field = TimeZoneData.Intern(value) ?? value; } = TimeZoneData.Utc;

    /// <summary>Returns a description without names and content.</summary>
    public override string ToString() => $"definition of a campaign with {Steps?.Count ?? 0} steps, priority {Priority.Value}";

    /// <summary>
    /// Returns all problems of the definition, each with the field, the value and the remedy. Empty if the definition is valid.
    /// </summary>
    public IReadOnlyList<string> Validate() => FindProblems().List;

    /// <summary>
    /// Returns what is valid but may not be intended: a time zone without daylight saving time, and the warnings of
    /// <see cref="ContactProtocol.Warnings"/>.
    /// </summary>
    public IReadOnlyList<string> Warnings() =>
        TimeZoneData.WarningOf(Zone) is { } warning ? [warning, .. Protocol.Warnings()] : Protocol.Warnings();

    internal ContactProtocol Protocol => new() { Steps = Steps, Exit = Exit };

    /// <summary>The exclusivity key, under which a contact may have one running job. Null for no exclusivity.</summary>
    internal string? ExclusivityKey => Exclusivity is { } rule ? rule.Key : Exit is null ? null : "";

    internal Problems FindProblems()
    {
        var problems = new Problems();
        AddNameProblems(problems);
        TextLimits.AddProblems(problems, nameof(Data), Data);
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

    private void AddNameProblems(Problems problems)
    {
        problems.Require(
            Name?.Length is >= 1 and <= TextLimits.Short && Name.Trim().Length > 0, nameof(Name), Problems.Quote(Name),
            "use 1 to 200 characters");
        Named.AddUnseen(problems, nameof(Name), Name);
        Named.AddProblems(problems, nameof(Tenant), Tenant, "use 1 to 200 characters");
        if (Key is not null)
        {
            Named.AddProblems(problems, nameof(Key), Key, "use 1 to 200 characters, or null");
        }

        if (Check is not null)
        {
            Named.AddProblems(problems, nameof(Check), Check, "use 1 to 100 characters, or null", Named.LongestOfRule);
        }
    }
}
