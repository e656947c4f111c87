namespace Campaigns;

/// <summary>Whether a trigger enrolls a contact that the campaign already holds. A removed contact counts as not enrolled.</summary>
public enum TriggerReentry
{
    /// <summary>Only a contact that the campaign does not hold is enrolled.</summary>
    Once = 1,

    /// <summary>A contact that has ended runs again.</summary>
    WhenNoneRuns,

    /// <summary>
    /// A contact that has ended runs again. A contact that runs is removed and enrolled anew. If one of its attempts is live at that
    /// moment, the event is kept.
    /// </summary>
    Always,

    /// <summary>
    /// A contact that has ended runs again if <see cref="CampaignTrigger.Pause"/> has passed since it last began and since its last
    /// attempt.
    /// </summary>
    AfterPause,
}

/// <summary>
/// Enrolls a contact in a campaign when an event of a type arrives. The contact is enrolled in the commit that stores the event, after the
/// same checks as <see cref="ICampaignClient.AddContactsAsync(CampaignId, IEnumerable{Contact}, CancellationToken)"/>.
/// </summary>
public sealed record CampaignTrigger
{
    /// <summary>The maximum number of conditions.</summary>
    public const int MostConditions = 20;

    /// <summary>The tenant. 1 to 200 characters.</summary>
    public required string Tenant { get; init; }

    /// <summary>The name, unique in the tenant. 1 to 100 characters.</summary>
    public required string Name { get; init; }

    /// <summary>The type of the events, such as <c>cart.abandoned</c>. 1 to 100 characters.</summary>
    public required string EventType { get; init; }

    /// <summary>The conditions on the event's data, up to 20. All must hold. Empty by default.</summary>
    public IReadOnlyList<EventCondition> Conditions { get; init; } = [];

    /// <summary>The campaign. Give either this or <see cref="CampaignKey"/>.</summary>
    public CampaignId? Campaign { get; init; }

    /// <summary>
    /// The key of the campaign, which may be created later. 1 to 200 characters. Give either this or <see cref="Campaign"/>.
    /// </summary>
    public string? CampaignKey { get; init; }

    /// <summary>Whether a contact that the campaign already holds is enrolled. Default: <see cref="TriggerReentry.Once"/>.</summary>
    public TriggerReentry Reentry { get; init; } = TriggerReentry.Once;

    /// <summary>The pause of <see cref="TriggerReentry.AfterPause"/>: more than 0, up to 3,650 days. Null for the other rules.</summary>
    public TimeSpan? Pause { get; init; }

    /// <summary>Which fields of the event's data make up the contact.</summary>
    public ContactMapping Contact { get; init; } = new();

    /// <summary>Whether an event of the trigger's type fulfills its conditions.</summary>
    internal bool Matches(EventData data) => Conditions.All(condition => condition.Holds(data));

    /// <summary>A copy that later changes of the caller's collections do not affect.</summary>
    internal CampaignTrigger Copy() => this with
    {
        Tenant = Named.Of(Tenant),
        Conditions = [.. Conditions.Select(condition => condition with { Values = [.. condition.Values] })],
        Contact = Contact.Copy(),
    };

    internal Problems FindProblems()
    {
        var problems = new Problems();
        RequireText(problems, nameof(Tenant), Tenant, TextLimits.Short);
        RequireText(problems, nameof(Name), Name, TextLimits.Name);
        RequireText(problems, nameof(EventType), EventType, TextLimits.Name);
        Storable.AddProblems(problems, nameof(Name), Name);
        problems.Require(
            Conditions?.Count <= MostConditions, nameof(Conditions), $"{Conditions?.Count} conditions", "use up to 20");
        for (var i = 0; i < Math.Min(Conditions?.Count ?? 0, MostConditions); i++)
        {
            Conditions![i].AddProblems(problems, $"{nameof(Conditions)}[{i}]");
        }

        problems.Require(
            Campaign is null != CampaignKey is null, nameof(Campaign), Campaign is null ? null : "given together with CampaignKey",
            "give either Campaign or CampaignKey");
        TextLimits.AddProblems(problems, nameof(CampaignKey), CampaignKey, TextLimits.Short);
        problems.Require(Enum.IsDefined(Reentry), nameof(Reentry), (int)Reentry, "use a member of TriggerReentry");
        var isPaused = Reentry == TriggerReentry.AfterPause;
        problems.Require(
            isPaused ? Pause > TimeSpan.Zero && Pause <= TimeSpan.FromDays(3_650) : Pause is null, nameof(Pause), Pause,
            "use more than 0 and up to 3,650 days with AfterPause, and null otherwise");
        Contact.AddProblems(problems);
        return problems;
    }

    private static void RequireText(Problems problems, string field, string? text, int most) => problems.Require(
        !string.IsNullOrWhiteSpace(text) && text.Length <= most, field, Problems.Quote(text), $"use 1 to {most} characters");
}
