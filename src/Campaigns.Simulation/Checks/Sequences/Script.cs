namespace Campaigns.Simulation;

/// <summary>A protocol as the judge reads it. It follows the documentation and shares only the definition with the engine.</summary>
internal sealed class Script(ContactProtocol protocol)
{
    public IReadOnlyList<CampaignStep> Steps => protocol.Steps;

    /// <summary>Reads a protocol from its stored text.</summary>
    public static Script Of(string json) => new(DefinitionJson.ReadProtocol(System.Text.Encoding.UTF8.GetBytes(json)));

    public ExitRules? Exit => protocol.Exit;

    public bool IsDrip => protocol.Exit is not null;

    public ContactStep Contact(int step) => (ContactStep)Steps[step];

    public bool IsContact(int step) => step < Steps.Count && Steps[step] is ContactStep;

    /// <summary>The group of consecutive contact steps around a contact step: its first step, and the step after its last.</summary>
    public (int Start, int End) Group(int step)
    {
        var (start, end) = (step, step);
        for (; start > 0 && IsContact(start - 1); start--)
        {
        }

        for (; IsContact(end); end++)
        {
        }

        return (start, end);
    }

    /// <summary>The step that a name leads to: the next step with the name, or the next step at all.</summary>
    public int Lead(string? name, int from)
    {
        for (var step = from + 1; name is not null && step < Steps.Count; step++)
        {
            if (Steps[step].Name == name)
            {
                return step;
            }
        }

        return from + 1;
    }

    /// <summary>The step's policy for when it cannot be sent; null to wait without limit.</summary>
    public UnavailablePolicy? PolicyOf(int step, Contact contact)
    {
        var contacts = Contact(step);
        return HasAddress(contact, contacts.Channel)
            ? contacts.OnUnavailable ?? (IsDrip ? UnavailablePolicy.Wait(TimeSpan.FromDays(3)) : null)
            : contacts.OnNoAddress ?? UnavailablePolicy.Skip;
    }

    public bool EndsOnFailure(int step) =>
        (Contact(step).OnFailure ?? (IsDrip ? StepFailure.NextStep : StepFailure.EndJob)) == StepFailure.EndJob;

    /// <summary>Whether a step may be sent on a channel: its own channel or one of its fallbacks.</summary>
    public bool MayUse(int step, string channel) =>
        Contact(step).Channel == channel || Falls(Contact(step).OnUnavailable, channel) || Falls(Contact(step).OnNoAddress, channel);

    /// <summary>The index of the contact's first step, after leading branches.</summary>
    public int First(Contact contact)
    {
        var first = 0;
        while (Steps[first] is BranchStep branch)
        {
            first = Lead(Holds(branch.When, contact, AttemptOutcome.None) ? branch.Then : branch.Otherwise, first);
        }

        return first;
    }

    /// <summary>The window for a contact's first turn: that of the first contact step that can reach the contact.</summary>
    public ContactWindow? FirstWindow(Contact contact)
    {
        var first = First(contact);
        for (var step = first; step < Steps.Count; step++)
        {
            if (IsContact(step) && HasAddress(contact, Contact(step).Channel))
            {
                return Contact(step).Window;
            }
        }

        return Contact(first).Window;
    }

    public static bool HasAddress(Contact contact, string channel) => !string.IsNullOrWhiteSpace(contact.AddressOn(channel));

    public static bool Holds(StepCondition condition, Contact contact, AttemptOutcome last) => condition.Kind switch
    {
        StepConditionKind.Data => contact.Data.GetValueOrDefault(condition.Name!) is { } value
            && (condition.Values.Count == 0 ? value.Length > 0 : condition.Values.Contains(value)),
        StepConditionKind.Address => HasAddress(contact, condition.Name!),
        _ => condition.Outcomes.Contains(last),
    };

    private static bool Falls(UnavailablePolicy? policy, string channel) =>
        policy is not null && ((policy.Action == UnavailableAction.Fallback && policy.Channel == channel) || Falls(policy.Then, channel));
}
