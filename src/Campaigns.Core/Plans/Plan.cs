namespace Campaigns;

/// <summary>The entry point of a contact.</summary>
/// <param name="Step">The contact's first step.</param>
/// <param name="Channel">The channel of the lane in which the contact waits for its first turn.</param>
/// <param name="Hours">The window of the steps in the lane.</param>
/// <param name="Version">The version of the protocol; -1 for the contact's own protocol.</param>
internal readonly record struct PlanEntry(int Step, string Channel, string? Hours, int Version);

/// <summary>A protocol prepared for execution: defaults filled in, names resolved.</summary>
internal sealed class Plan
{
    private readonly bool _hasOneWay;

    public Plan(ContactProtocol protocol)
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

    public ContactProtocol Protocol { get; }

    public CampaignStep[] Steps { get; }

    public ExitRules? Exit => Protocol.Exit;

    /// <summary>Whether events of a person affect the person's jobs.</summary>
    public bool MindsEvents => Exit is not null || Array.Exists(Steps, step => step is EventStep);

    /// <summary>By step, the step's own window as text; null for none.</summary>
    public string?[] Hours { get; }

    /// <summary>Every channel that the steps may be sent on, including fallbacks.</summary>
    public string[] Channels { get; }

    /// <summary>By step, the content; null for none.</summary>
    public StepContent?[] Contents { get; }

    public bool HasTemplates { get; }

    /// <summary>Whether the protocol has only contact steps, and neither exit rules nor policies for steps that cannot be sent.</summary>
    public bool IsStraight { get; }

    public ContactStep Contact(int step) => (ContactStep)Steps[step];

    public bool IsContact(int step) => step < Steps.Length && Steps[step] is ContactStep;

    /// <summary>The first contact step of the group that contains a contact step. A group is a run of consecutive contact steps.</summary>
    public int GroupStart(int step)
    {
        while (step > 0 && IsContact(step - 1))
        {
            step--;
        }

        return step;
    }

    /// <summary>The first step after the group that contains a contact step.</summary>
    public int GroupEnd(int step)
    {
        while (IsContact(step))
        {
            step++;
        }

        return step;
    }

    /// <summary>What to do while the channel is unavailable. Null: wait without a limit.</summary>
    public UnavailablePolicy? OnUnavailable(int step) => Contact(step).OnUnavailable ?? (Exit is null ? null : UnavailablePolicy.Default);

    /// <summary>What to do with a contact that has no address on the channel. Null: refuse the contact at enrollment.</summary>
    public UnavailablePolicy? OnNoAddress(ContactStep step) => step.OnNoAddress ?? (Exit is null ? null : UnavailablePolicy.Skip);

    /// <summary>
    /// The channel on which a contact gets a step: the step's own, or the first fallback on which the contact has an address.
    /// </summary>
    public string ChannelFor(Contact contact, int step)
    {
        var own = Contact(step).Channel;
        for (var policy =
            contact.HasAddressOn(own) ? null : OnNoAddress(Contact(step)); policy is { Action: UnavailableAction.Fallback }; policy =
                policy.Then)
        {
            if (contact.HasAddressOn(policy.Channel!))
            {
                return policy.Channel!;
            }
        }

        return own;
    }

    public StepFailure OnFailure(int step) => Contact(step).OnFailure ?? ContactStep.DefaultOnFailure(isDrip: Exit is not null);

    /// <summary>The index of the named step; for null, the index of the next step.</summary>
    public int IndexOf(string? name, int from) => StepPaths.IndexOf(Steps, name, from);

    /// <summary>The first step of a contact after leading branches.</summary>
    public int FirstStep(Contact contact)
    {
        var step = 0;
        while (step < Steps.Length && Steps[step] is BranchStep branch)
        {
            step = IndexOf(branch.When.Holds(contact, AttemptOutcome.None) ? branch.Then : branch.Otherwise, step);
        }

        return step;
    }

    /// <summary>The entry point of a contact: its first step, in the lane of the first channel on which it has an address.</summary>
    public PlanEntry EntryOf(Contact contact, int version = 0)
    {
        var first = FirstStep(contact);
        for (var step = first; step < Steps.Length; step++)
        {
            if (Steps[step] is ContactStep { Channel: var channel } && contact.HasAddressOn(channel))
            {
                // The window of a later step must not hold up the steps before it.
                return new PlanEntry(first, channel, step == first ? Hours[step] : null, version);
            }
        }

        return new PlanEntry(first, Contact(first).Channel, Hours[first], version); // the contact gets a manual task, or a fallback channel
    }

    /// <summary>The index of the first step that differs from another plan; <see cref="int.MaxValue"/> if none does.</summary>
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

    /// <summary>Every channel that the steps may be sent on, including fallbacks.</summary>
    public static IEnumerable<string> ChannelsOf(IEnumerable<CampaignStep> steps) =>
        steps.OfType<ContactStep>()
            .SelectMany(step => FallbacksOf(step.OnUnavailable).Concat(FallbacksOf(step.OnNoAddress)).Prepend(step.Channel))
            .Where(channel => channel is not null).Distinct();

    private static IEnumerable<string> FallbacksOf(UnavailablePolicy? policy) =>
        policy is null ? [] : FallbacksOf(policy.Then).Concat(policy.Channel is { } channel ? [channel] : []);

    /// <summary>The contact steps that a contact may reach, judged by its data and addresses.</summary>
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

    /// <summary>
    /// By step, the earliest time after its start at which the contact may reach the step; null for a step that it never reaches.
    /// </summary>
    public TimeSpan?[] EarliestFor(Contact contact) =>
        StepPaths.Earliest(Steps, condition => condition.Holds(contact, AttemptOutcome.None));

    /// <summary>Why a contact cannot be enrolled: an address is missing. Null if it can be enrolled.</summary>
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

    /// <summary>Whether the contact may get a contact step: on the step's channel, on a fallback, or as a manual task.</summary>
    public bool MayGet(Contact contact, int step) =>
        contact.HasAddressOn(Contact(step).Channel) || IsReachable(contact, OnNoAddress(Contact(step)));

    private static bool IsReachable(Contact contact, UnavailablePolicy? policy) => policy?.Action switch
    {
        UnavailableAction.Fallback => contact.HasAddressOn(policy.Channel!) || IsReachable(contact, policy.Then),
        UnavailableAction.Task => true, // a manual task reaches everybody
        _ => false,
    };
}
