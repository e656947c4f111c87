namespace Campaigns;

/// <summary>Whether everything that a plan may say to a contact can be said.</summary>
internal static class ContentCheck
{
    /// <summary>Fills in every template that the contact may get.</summary>
    /// <returns>The first step that cannot be said, and why; null when all can.</returns>
    public static string? ProblemOf(Plan plan, Contact contact, SharedFields shared, TemplateLibrary library)
    {
        if (!plan.HasTemplates)
        {
            return null;
        }

        Span<bool> comes = stackalloc bool[plan.Steps.Length + 1];
        comes[0] = true;
        for (var i = 0; i < plan.Steps.Length; i++)
        {
            if (!comes[i])
            {
                continue;
            }

            Follow(plan, i, contact, comes);
            if (plan.Contents[i] is { IsTemplate: true } content && plan.MayGet(contact, i) && ProblemOf(content, contact, shared, library) is { } problem)
            {
                return $"Steps[{i}]: {problem}";
            }
        }

        return null;
    }

    private static string? ProblemOf(StepContent content, Contact contact, SharedFields shared, TemplateLibrary library)
    {
        try
        {
            content.FillIn(contact, shared, library);
            return null;
        }
        catch (TemplateException error)
        {
            return error.Message;
        }
    }

    /// <summary>Marks where a step may lead: a contact's data does not change, an outcome or an event may be either.</summary>
    private static void Follow(Plan plan, int index, Contact contact, Span<bool> comes)
    {
        switch (plan.Steps[index])
        {
            case BranchStep branch:
                var isKnown = branch.When.Kind != ConditionKind.LastOutcome;
                var holds = isKnown && branch.When.Holds(contact, Outcome.None);
                comes[plan.IndexOf(branch.Then, index)] |= !isKnown || holds;
                comes[plan.IndexOf(branch.Otherwise, index)] |= !isKnown || !holds;
                break;
            case EventStep wait:
                comes[plan.IndexOf(wait.OnEvent, index)] = true;
                comes[plan.IndexOf(wait.OnTimeout, index)] = true;
                break;
            case ExitStep:
                break;
            default:
                comes[index + 1] = true;
                break;
        }
    }
}
