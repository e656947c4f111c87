namespace Campaigns;

/// <summary>Checks that every template of a plan can be filled in for a contact.</summary>
internal static class ContentCheck
{
    /// <summary>Fills in every template that the contact may receive.</summary>
    /// <returns>The first step that cannot be filled in, and why; null if all can.</returns>
    public static string? ProblemOf(Plan plan, Contact contact, SharedFields shared, TemplateLibrary library)
    {
        if (!plan.HasTemplates)
        {
            return null;
        }

        var earliest = plan.EarliestFor(contact);
        for (var i = 0; i < earliest.Length; i++)
        {
            if (earliest[i] is not null && plan.Contents[i] is { IsTemplate: true } content && plan.MayGet(contact, i)
                && ProblemOf(content, contact, shared, library) is { } problem)
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
}
