namespace Campaigns;

/// <summary>Selects campaigns for a list. Every condition that is set must hold.</summary>
public sealed record CampaignFilter
{
    /// <summary>Only campaigns of this tenant: 1 to 200 characters. Null, the default: of all tenants.</summary>
    public string? Tenant { get; init; }

    /// <summary>Only campaigns in this state. Null, the default: in any state.</summary>
    public CampaignState? State { get; init; }

    /// <summary>
    /// Only campaigns whose name or key contains this text, in upper or lower case: 1 to 200 characters. Null, the default: all.
    /// </summary>
    public string? Text { get; init; }

    internal void ThrowIfInvalid()
    {
        var problems = new Problems();
        ListFilters.AddName(problems, nameof(Tenant), Tenant);
        ListFilters.AddEnum(problems, nameof(State), State);
        ListFilters.AddText(problems, nameof(Text), Text, TextLimits.Short);
        problems.ThrowIfAny("The filter");
    }
}

/// <summary>Selects contacts of a campaign for a list. Every condition that is set must hold.</summary>
public sealed record ContactFilter
{
    /// <summary>Only contacts whose job is in this state. Null, the default: in any state.</summary>
    public JobState? State { get; init; }

    /// <summary>Only contacts whose job is waiting for this. Null, the default: all.</summary>
    public WaitingFor? WaitingFor { get; init; }

    /// <summary>Only contacts whose last attempt ended with this outcome. Null, the default: all.</summary>
    public AttemptOutcome? LastOutcome { get; init; }

    /// <summary>
    /// Only contacts whose key begins with this text, or who have an address that equals it, in any spelling: 1 to 1,000 characters. Null,
    /// the default: all.
    /// </summary>
    public string? Text { get; init; }

    /// <summary>Returns the filter without the text, which may be personal data.</summary>
    public override string ToString() => $"contacts {State} {WaitingFor} {LastOutcome}";

    internal void ThrowIfInvalid()
    {
        var problems = new Problems();
        ListFilters.AddEnum(problems, nameof(State), State);
        ListFilters.AddEnum(problems, nameof(WaitingFor), WaitingFor);
        ListFilters.AddEnum(problems, nameof(LastOutcome), LastOutcome);
        ListFilters.AddText(problems, nameof(Text), Text, TextLimits.Address);
        problems.ThrowIfAny("The filter");
    }
}

/// <summary>Selects attempts for a list. Every condition that is set must hold.</summary>
public sealed record AttemptFilter
{
    /// <summary>Only attempts of this campaign. Null, the default: of all campaigns.</summary>
    public CampaignId? Campaign { get; init; }

    /// <summary>Only attempts of this tenant's campaigns: 1 to 200 characters. Null, the default: of all tenants.</summary>
    public string? Tenant { get; init; }

    /// <summary>Only attempts that ended with this outcome. Null, the default: all.</summary>
    public AttemptOutcome? Outcome { get; init; }

    /// <summary>Only attempts in this state. Null, the default: in any state.</summary>
    public AttemptState? State { get; init; }

    /// <summary>Only attempts through this provider: 1 to 200 characters. Null, the default: through any provider.</summary>
    public string? Provider { get; init; }

    /// <summary>Only attempts committed at this instant or later. Null, the default: no limit.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Only attempts committed before this instant. Null, the default: no limit.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>
    /// Only attempts to contacts whose key begins with this text or who had an address that equals it, in any spelling, and attempts whose
    /// provider's call id equals it: 1 to 1,000 characters. Null, the default: all.
    /// </summary>
    public string? Text { get; init; }

    /// <summary>Returns the filter without the text, which may be personal data.</summary>
    public override string ToString() => $"attempts of {Campaign} {Outcome} {State}";

    internal void ThrowIfInvalid()
    {
        var problems = new Problems();
        ListFilters.AddName(problems, nameof(Tenant), Tenant);
        ListFilters.AddEnum(problems, nameof(Outcome), Outcome);
        ListFilters.AddEnum(problems, nameof(State), State);
        ListFilters.AddName(problems, nameof(Provider), Provider);
        ListFilters.AddText(problems, nameof(Text), Text, TextLimits.Address);
        problems.Require(
            From is null || Until is null || From < Until, nameof(Until), Until, $"use an instant after From, {TextLimits.Show(From)}");
        problems.ThrowIfAny("The filter");
    }
}

/// <summary>Selects entries of the event log for a list. Every condition that is set must hold.</summary>
public sealed record EventLogFilter
{
    /// <summary>Only entries of this tenant: 1 to 200 characters. Null, the default: of all tenants.</summary>
    public string? Tenant { get; init; }

    /// <summary>Only entries in this state, such as those that were kept. Null, the default: in any state.</summary>
    public EventState? State { get; init; }

    internal void ThrowIfInvalid()
    {
        var problems = new Problems();
        ListFilters.AddName(problems, nameof(Tenant), Tenant);
        ListFilters.AddEnum(problems, nameof(State), State);
        problems.ThrowIfAny("The filter");
    }
}

/// <summary>Checks the values of filters.</summary>
internal static class ListFilters
{
    public static void AddEnum<T>(Problems problems, string field, T? value)
        where T : struct, Enum =>
        problems.Require(value is not { } given || Enum.IsDefined(given), field, value, $"use a member of {typeof(T).Name}, or null");

    public static void AddName(Problems problems, string field, string? value)
    {
        if (value is not null)
        {
            var length = Unseen.Trim(value).Length;
            problems.Require(length is >= 1 and <= Named.Longest, field, Problems.Quote(value), "use 1 to 200 characters, or null");
            Named.AddUnseen(problems, field, value);
        }
    }

    public static void AddText(Problems problems, string field, string? value, int longest)
    {
        if (value is not null)
        {
            problems.Require(Unseen.Trim(value).Length > 0, field, Problems.Quote(value), "give a text, or null");
            TextLimits.AddProblems(problems, field, value, longest);
        }
    }
}
