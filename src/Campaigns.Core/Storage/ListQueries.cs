namespace Campaigns.Storage;

/// <summary>A page of a query whose cost is bounded. A page may have fewer items than the limit and not be the last one.</summary>
/// <param name="Items">The rows that match, in the order of the query.</param>
/// <param name="Next">The place to give as the query's <c>After</c> for the next page. Null: no row follows.</param>
/// <typeparam name="TItem">The type of the rows.</typeparam>
/// <typeparam name="TPlace">The type of a place in the order of the query. Stays valid after purges, inserts and restarts.</typeparam>
public sealed record QueryPage<TItem, TPlace>(IReadOnlyList<TItem> Items, TPlace? Next)
    where TPlace : struct;

/// <summary>The limits of one page of a query: a page ends when it reaches one of them, or the end of the list.</summary>
/// <param name="Items">The maximum number of rows that match: 1 or more.</param>
/// <param name="Examined">
/// The approximate maximum number of rows to examine, including rows that do not match: 1 or more. At least one row is examined.
/// </param>
public readonly record struct PageLimits(int Items, int Examined = PageLimits.MostExamined)
{
    /// <summary>The number of rows that a page examines at most by default.</summary>
    public const int MostExamined = 10_000;
}

/// <summary>Selects campaigns, newest first.</summary>
/// <param name="Limits">The limits of the page.</param>
public sealed record CampaignListQuery(PageLimits Limits)
{
    /// <summary>Only campaigns with ids below this id. Default: all.</summary>
    public long Before { get; init; } = long.MaxValue;

    /// <summary>Only campaigns of this tenant. Null: of all tenants.</summary>
    public string? Tenant { get; init; }

    /// <summary>Only campaigns in this state. Null: in any state.</summary>
    public CampaignState? State { get; init; }

    /// <summary>Only campaigns whose name or key contains this text, in upper or lower case. Null: all.</summary>
    public string? Text { get; init; }

    /// <summary>Whether the query selects a campaign, apart from <see cref="Before"/>.</summary>
    /// <param name="row">The campaign.</param>
    public bool Matches(CampaignRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return (Tenant is null || Tenant == row.Tenant)
            && (State is null || State == row.State)
            && (Text is null || Contains(row.Key, Text) || Contains(DefinitionJson.ReadName(row.Definition), Text));
    }

    private static bool Contains(string? value, string text) => value?.Contains(text, StringComparison.OrdinalIgnoreCase) == true;
}

/// <summary>Selects jobs of a campaign, in order of id.</summary>
/// <param name="Campaign">The campaign.</param>
/// <param name="Limits">The limits of the page.</param>
public sealed record JobQuery(CampaignId Campaign, PageLimits Limits)
{
    /// <summary>Only jobs with ids greater than this id.</summary>
    public long After { get; init; }

    /// <summary>Only jobs stored in one of these states. Null: in any state.</summary>
    public IReadOnlyList<JobState>? States { get; init; }

    /// <summary>Only jobs in the state <see cref="JobState.Waiting"/> whose lane is of this kind. Null: all.</summary>
    public WaitingFor? WaitingFor { get; init; }

    /// <summary>Only jobs whose last attempt ended with this outcome. Null: all.</summary>
    public AttemptOutcome? LastOutcome { get; init; }

    /// <summary>Only jobs of contacts that this text selects. Null: all.</summary>
    public ContactText? Text { get; init; }

    /// <summary>Whether the query selects a job of its campaign, apart from <see cref="After"/>.</summary>
    /// <param name="job">The job.</param>
    /// <param name="kind">The kind of the job's lane.</param>
    public bool Matches(in JobRecord job, WaitingFor kind) =>
        (States is null || States.Contains(job.Row.State))
        && (WaitingFor is null || (job.Row.State == JobState.Waiting && WaitingFor == kind))
        && (LastOutcome is null || LastOutcome == job.Row.LastOutcome)
        && Text?.Matches(job.Contact) != false;
}

/// <summary>A place in the order of attempts.</summary>
/// <param name="Campaign">The campaign's id.</param>
/// <param name="Job">The job's id; 0 for the begin of the campaign.</param>
/// <param name="Number">The number of the attempt within the job; 0 for the begin of the job.</param>
public readonly record struct AttemptPlace(long Campaign, long Job, int Number) : IComparable<AttemptPlace>
{
    /// <summary>Compares by campaign, job and number.</summary>
    /// <param name="other">The other place.</param>
    public int CompareTo(AttemptPlace other) =>
        (Campaign, Job, Number).CompareTo((other.Campaign, other.Job, other.Number));
}

/// <summary>Selects attempts, in order of campaign, job and number.</summary>
/// <param name="Limits">The limits of the page. Campaigns and jobs without attempts count as examined.</param>
public sealed record AttemptQuery(PageLimits Limits)
{
    /// <summary>Only attempts after this place.</summary>
    public AttemptPlace After { get; init; }

    /// <summary>Only attempts of this campaign. Null: of all campaigns.</summary>
    public CampaignId? Campaign { get; init; }

    /// <summary>Only attempts of this tenant's campaigns. Null: of all tenants.</summary>
    public string? Tenant { get; init; }

    /// <summary>Only ended attempts with this outcome. Null: all.</summary>
    public AttemptOutcome? Outcome { get; init; }

    /// <summary>Only attempts in this state. Null: in any state.</summary>
    public AttemptState? State { get; init; }

    /// <summary>Only attempts through this provider. Null: through any provider.</summary>
    public string? Provider { get; init; }

    /// <summary>Only attempts committed at this instant or later, in UTC ticks.</summary>
    public long From { get; init; }

    /// <summary>Only attempts committed before this instant, in UTC ticks.</summary>
    public long Until { get; init; } = long.MaxValue;

    /// <summary>
    /// Only attempts to contacts that this text selects, as they were when the attempt was committed, and attempts whose call id equals the
    /// text. Null: all.
    /// </summary>
    public ContactText? Text { get; init; }

    /// <summary>Whether the query selects an attempt of its campaigns, apart from <see cref="After"/> and <see cref="Text"/>.</summary>
    /// <param name="row">The attempt.</param>
    public bool Matches(in AttemptRow row) =>
        (Outcome is null || (row.State == AttemptState.Ended && Outcome == row.Outcome))
        && (State is null || State == row.State)
        && (Provider is null || Provider == row.Provider)
        && row.CommittedAt >= From && row.CommittedAt < Until;

    /// <summary>Whether the query's <see cref="Text"/> selects an attempt.</summary>
    /// <param name="row">The attempt, with its former contact if there is one.</param>
    /// <param name="current">The contact of the attempt's job.</param>
    public bool MatchesText(in AttemptRow row, Contact current) =>
        Text is null || Text.Matches(row.Contact ?? current) || (row.ProviderCallId is { } callId && callId == Text.KeyStart);
}

/// <summary>An attempt with its job and campaign.</summary>
/// <param name="Campaign">The campaign.</param>
/// <param name="Job">The job, with its contact.</param>
/// <param name="Attempt">The attempt.</param>
public sealed record ListedAttempt(CampaignId Campaign, JobRecord Job, AttemptRow Attempt)
{
    /// <summary>Returns the attempt without the contact.</summary>
    public override string ToString() => $"attempt {Attempt.Job}-{Attempt.Number} of campaign {Campaign}";
}

/// <summary>Selects entries of the event log, in order of sequence.</summary>
/// <param name="Limits">The limits of the page.</param>
public sealed record EventQuery(PageLimits Limits)
{
    /// <summary>Only entries with a sequence greater than this one.</summary>
    public long After { get; init; }

    /// <summary>Only entries of this tenant. Null: of all tenants.</summary>
    public string? Tenant { get; init; }

    /// <summary>Only entries in this state. Null: in any state.</summary>
    public EventState? State { get; init; }
}
