namespace Campaigns;

/// <summary>Where a contact begins.</summary>
/// <param name="Step">Its first step.</param>
/// <param name="Channel">The channel in whose lane it waits for its first turn.</param>
/// <param name="Hours">The window of that lane's steps.</param>
/// <param name="Version">The version of the protocol; -1 for its own.</param>
internal readonly record struct PlanEntry(int Step, string Channel, string? Hours, int Version);

/// <summary>A protocol made ready to be followed: defaults filled in, names resolved.</summary>
internal sealed class Plan
{
    private readonly bool _hasOneWay;

    public Plan(Protocol protocol)
    {
        Protocol = protocol;
        Steps = [.. protocol.Steps];
        _hasOneWay = !Steps.Any(step => step is BranchStep or ExitStep);
        Hours = [.. Steps.Select(step => step is ContactStep { Window: { } window } ? DefinitionJson.Write(window) : null)];
        Contents = [.. Steps.Select(StepContent.Of)];
        Channels = [.. ChannelsOf(Steps)];
        IsStraight = Exit is null && Array.TrueForAll(Steps, step => step is ContactStep { OnUnavailable: null, OnNoAddress: null });
        HasTemplates = Array.Exists(Contents, content => content is { IsTemplate: true });
    }

    public Protocol Protocol { get; }

    public Step[] Steps { get; }

    public ExitRules? Exit => Protocol.Exit;

    /// <summary>Whether what a person does means anything to its jobs.</summary>
    public bool MindsEvents => Exit is not null || Array.Exists(Steps, step => step is EventStep);

    /// <summary>By step, its own window as text; null for none.</summary>
    public string?[] Hours { get; }

    /// <summary>Every channel that its steps may be sent on, fallbacks included.</summary>
    public string[] Channels { get; }

    /// <summary>By step, what it says; null for nothing.</summary>
    public StepContent?[] Contents { get; }

    public bool HasTemplates { get; }

    /// <summary>Whether it is contact steps one after another, without exit rules and policies.</summary>
    public bool IsStraight { get; }

    public ContactStep Contact(int step) => (ContactStep)Steps[step];

    public bool IsContact(int step) => step < Steps.Length && Steps[step] is ContactStep;

    /// <summary>The first of the contact steps in a row that a contact step stands in.</summary>
    public int GroupStart(int step)
    {
        while (step > 0 && IsContact(step - 1))
        {
            step--;
        }

        return step;
    }

    /// <summary>The first step after the contact steps in a row that a contact step stands in.</summary>
    public int GroupEnd(int step)
    {
        while (IsContact(step))
        {
            step++;
        }

        return step;
    }

    /// <summary>Null: wait however long.</summary>
    public Unavailable? OnUnavailable(int step) => Contact(step).OnUnavailable ?? (Exit is null ? null : Unavailable.Default);

    /// <summary>Null: such a contact is not enrolled.</summary>
    public Unavailable? OnNoAddress(ContactStep step) => step.OnNoAddress ?? (Exit is null ? null : Unavailable.Skip);

    /// <summary>The channel a contact gets a step on: the step's own, or the first it falls back on that the contact has an address on.</summary>
    public string ChannelFor(Contact contact, int step)
    {
        var own = Contact(step).Channel;
        for (var policy = contact.HasAddressOn(own) ? null : OnNoAddress(Contact(step)); policy is { Action: UnavailableAction.Fallback }; policy = policy.Then)
        {
            if (contact.HasAddressOn(policy.Channel!))
            {
                return policy.Channel!;
            }
        }

        return own;
    }

    public StepFailure OnFailure(int step) => Contact(step).OnFailure ?? ContactStep.DefaultOnFailure(isDrip: Exit is not null);

    /// <summary>Where a name leads from a step: to the step of that name, or for none to the next one.</summary>
    public int IndexOf(string? name, int from) => StepPaths.IndexOf(Steps, name, from);

    /// <summary>The first step that a contact comes to: branches are passed.</summary>
    public int FirstStep(Contact contact)
    {
        var step = 0;
        while (step < Steps.Length && Steps[step] is BranchStep branch)
        {
            step = IndexOf(branch.When.Holds(contact, Outcome.None) ? branch.Then : branch.Otherwise, step);
        }

        return step;
    }

    /// <summary>Where a contact begins: its first step, in the lane of the first channel it can be contacted on.</summary>
    public PlanEntry EntryOf(Contact contact, int version = 0)
    {
        var first = FirstStep(contact);
        for (var step = first; step < Steps.Length; step++)
        {
            if (Steps[step] is ContactStep { Channel: var channel } && contact.HasAddressOn(channel))
            {
                return new PlanEntry(first, channel, step == first ? Hours[step] : null, version); // the window of a later step holds up nothing before it
            }
        }

        return new PlanEntry(first, Contact(first).Channel, Hours[first], version); // by a person, or on a channel it falls back on
    }

    /// <summary>The first step that differs from another protocol's; beyond all of them when none does.</summary>
    public int FirstDifference(Plan other)
    {
        for (var i = 0; i < Math.Max(Steps.Length, other.Steps.Length); i++)
        {
            if (i >= Steps.Length || i >= other.Steps.Length || TextOf(i) != other.TextOf(i))
            {
                return i;
            }
        }

        return int.MaxValue;
    }

    private string TextOf(int step) => DefinitionJson.Write(Steps[step], isDrip: Exit is not null);

    /// <summary>Every channel that steps may be sent on, fallbacks included.</summary>
    public static IEnumerable<string> ChannelsOf(IEnumerable<Step> steps) =>
        steps.OfType<ContactStep>()
            .SelectMany(step => FallbacksOf(step.OnUnavailable).Concat(FallbacksOf(step.OnNoAddress)).Prepend(step.Channel))
            .Where(channel => channel is not null).Distinct();

    private static IEnumerable<string> FallbacksOf(Unavailable? policy) =>
        policy is null ? [] : FallbacksOf(policy.Then).Concat(policy.Channel is { } channel ? [channel] : []);

    /// <summary>The contact steps that a contact may come to, as far as its data and addresses decide.</summary>
    public IEnumerable<int> ContactStepsFor(Contact contact)
    {
        var earliest = _hasOneWay ? null : EarliestFor(contact);
        for (var i = 0; i < Steps.Length; i++)
        {
            if (Steps[i] is ContactStep && (earliest is null || earliest[i] is not null))
            {
                yield return i;
            }
        }
    }

    /// <summary>By step, how long after its start the contact comes to it at the earliest; null for a step that it never comes to.</summary>
    public TimeSpan?[] EarliestFor(Contact contact) => StepPaths.Earliest(Steps, condition => condition.Holds(contact, Outcome.None));

    /// <summary>Why a contact cannot be enrolled: it lacks an address. Null when it has what it needs.</summary>
    public string? ProblemOf(Contact contact)
    {
        var isReachable = false;
        foreach (var index in ContactStepsFor(contact))
        {
            var step = Contact(index);
            if (contact.HasAddressOn(step.Channel))
            {
                isReachable = true;
                continue;
            }

            var policy = OnNoAddress(step);
            if (policy is null)
            {
                return $"there is no address on the channel {step.Channel}";
            }

            isReachable |= IsReachable(contact, policy);
        }

        return isReachable ? null : "there is no address on any channel of the protocol";
    }

    /// <summary>Whether a contact step may be sent to the contact, on whichever channel, or by a person.</summary>
    public bool MayGet(Contact contact, int step) => contact.HasAddressOn(Contact(step).Channel) || IsReachable(contact, OnNoAddress(Contact(step)));

    private static bool IsReachable(Contact contact, Unavailable? policy) => policy?.Action switch
    {
        UnavailableAction.Fallback => contact.HasAddressOn(policy.Channel!) || IsReachable(contact, policy.Then),
        UnavailableAction.Task => true, // by a person
        _ => false,
    };
}
