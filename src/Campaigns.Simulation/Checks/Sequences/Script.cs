namespace Campaigns.Simulation;

/// <summary>A protocol as the judge reads it: written from its documentation, with nothing of the engine but the definition itself.</summary>
internal sealed class Script(Protocol protocol)
{
    public IReadOnlyList<Step> Steps => protocol.Steps;

    /// <summary>A protocol that is stored as text.</summary>
    public static Script Of(string json) => new(DefinitionJson.ReadProtocol(System.Text.Encoding.UTF8.GetBytes(json)));

    public ExitRules? Exit => protocol.Exit;

    public bool IsDrip => protocol.Exit is not null;

    public ContactStep Contact(int step) => (ContactStep)Steps[step];

    public bool IsContact(int step) => step < Steps.Count && Steps[step] is ContactStep;

    /// <summary>The contact steps in a row that a contact step stands in: the first, and the first after them.</summary>
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

    /// <summary>Where a name leads to from a step.</summary>
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

    /// <summary>What the step says for when it cannot be sent; null to wait however long.</summary>
    public Unavailable? PolicyOf(int step, Contact contact)
    {
        var contacts = Contact(step);
        return HasAddress(contact, contacts.Channel)
            ? contacts.OnUnavailable ?? (IsDrip ? Unavailable.Wait(TimeSpan.FromDays(3)) : null)
            : contacts.OnNoAddress ?? Unavailable.Skip;
    }

    public bool EndsOnFailure(int step) => (Contact(step).OnFailure ?? (IsDrip ? StepFailure.NextStep : StepFailure.EndJob)) == StepFailure.EndJob;

    /// <summary>Whether a step may be sent on a channel: its own, or one that it may fall back on.</summary>
    public bool MayUse(int step, string channel) =>
        Contact(step).Channel == channel || Falls(Contact(step).OnUnavailable, channel) || Falls(Contact(step).OnNoAddress, channel);

    /// <summary>The step that a contact begins with.</summary>
    public int First(Contact contact)
    {
        var first = 0;
        while (Steps[first] is BranchStep branch)
        {
            first = Lead(Holds(branch.When, contact, Outcome.None) ? branch.Then : branch.Otherwise, first);
        }

        return first;
    }

    /// <summary>The hours in which a contact's first turn may come: those of the first step that it can be contacted by.</summary>
    public Window? FirstWindow(Contact contact)
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

    public static bool Holds(Condition condition, Contact contact, Outcome last) => condition.Kind switch
    {
        ConditionKind.Data => contact.Data.GetValueOrDefault(condition.Name!) is { } value
            && (condition.Values.Count == 0 ? value.Length > 0 : condition.Values.Contains(value)),
        ConditionKind.Address => HasAddress(contact, condition.Name!),
        _ => condition.Outcomes.Contains(last),
    };

    private static bool Falls(Unavailable? policy, string channel) =>
        policy is not null && ((policy.Action == UnavailableAction.Fallback && policy.Channel == channel) || Falls(policy.Then, channel));
}
