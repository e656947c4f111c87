namespace Campaigns;

/// <summary>
/// A rule of the host that decides when a contact may be contacted. It stands in the engine's list of gates: the engine judges it when it
/// picks a contact, again at the moment of sending, and when the host asks why a contact is not contacted now.
/// </summary>
public interface IContactGate
{
    /// <summary>
    /// The name, unique among the gates of the host. 1 to 100 characters. Read once. Explanations show it as <c>gate (name)</c>.
    /// </summary>
    string Name { get; }

    /// <summary>Judges whether a contact may be contacted now. The answer must depend on the arguments and on memory only.</summary>
    /// <remarks>
    /// Called on the engine's thread and on several sender threads at the same time. Do not block: the engine waits. Use an
    /// <see cref="IDispatchCheck"/> to ask another system. An exception, or an empty decision, closes the gate for the contact for one
    /// minute.
    /// </remarks>
    /// <param name="candidate">The contact and its next attempt.</param>
    /// <param name="now">The time.</param>
    GateDecision Judge(in GateCandidate candidate, DateTimeOffset now);
}

/// <summary>A contact and its next attempt, as a gate sees them.</summary>
public readonly struct GateCandidate
{
    internal GateCandidate(
        CampaignInfo campaign, IReadOnlyDictionary<string, string> data, Contact contact, ContactStep step, string channel, int tryNumber)
    {
        Campaign = campaign;
        CampaignData = data;
        Contact = contact;
        Step = step;
        Channel = channel;
        Try = tryNumber;
    }

    /// <summary>The campaign.</summary>
    public CampaignInfo Campaign { get; }

    /// <summary>The tenant of the campaign.</summary>
    public string Tenant => Campaign.Tenant;

    /// <summary>The values of <see cref="CampaignDefinition.Data"/>.</summary>
    public IReadOnlyDictionary<string, string> CampaignData { get; }

    /// <summary>The person.</summary>
    public Contact Contact { get; }

    /// <summary>The step of the protocol.</summary>
    public ContactStep Step { get; }

    /// <summary>The channel to use. If the step falls back, this is the fallback channel.</summary>
    public string Channel { get; }

    /// <summary>The number of the try within the step, from 1.</summary>
    public int Try { get; }

    /// <summary>The candidate, redacted.</summary>
    public override string ToString() => $"try {Try} on {Channel} of campaign {Campaign?.Id}";
}

/// <summary>The decision of a gate.</summary>
public readonly struct GateDecision
{
    private GateDecision(GateAnswer answer, DateTimeOffset until, string? reason) => (Answer, Until, Reason) = (answer, until, reason);

    /// <summary>The contact may be contacted.</summary>
    public static GateDecision Open => new(GateAnswer.Open, default, null);

    internal GateAnswer Answer { get; }

    internal DateTimeOffset Until { get; }

    internal string? Reason { get; }

    /// <summary>
    /// The contact waits, and the contacts behind it continue. The gate judges again at the instant. A waiting contact costs no work.
    /// </summary>
    /// <param name="instant">When to judge again. Moved to between 1 second and 365 days from now.</param>
    /// <param name="reason">Why, for explanations and the timeline. Up to 200 characters; a longer text is cut.</param>
    public static GateDecision ClosedUntil(DateTimeOffset instant, string reason)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        return new(GateAnswer.Closed, instant, TextLimits.Cut(reason));
    }

    /// <summary>The contact must not be contacted in this campaign. Its job ends as <see cref="JobState.Suppressed"/>.</summary>
    /// <param name="reason">Why, for explanations and the timeline. Up to 200 characters; a longer text is cut.</param>
    public static GateDecision Never(string reason)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        return new(GateAnswer.Never, default, TextLimits.Cut(reason));
    }

    /// <summary>The decision, without its reason.</summary>
    public override string ToString() => Answer == GateAnswer.Closed ? $"closed until {TextLimits.Show(Until)}" : Answer.ToString();
}

/// <summary>The kinds of a gate's decision.</summary>
internal enum GateAnswer : byte
{
    /// <summary>No decision: the default value.</summary>
    None,

    /// <summary>Open.</summary>
    Open,

    /// <summary>Closed until an instant.</summary>
    Closed,

    /// <summary>Closed for good.</summary>
    Never,
}
