using System.Collections.Concurrent;

namespace Campaigns;

/// <summary>
/// Compiles templates, and keeps them for a while: when it is full it forgets all. What campaigns need is kept with their plans; this is for the
/// protocols that contacts bring along, whose templates are mostly the same few, and are not to stay for ever if they are not.
/// </summary>
internal sealed class TemplateLibrary(ITemplates? templates, HostFaults? faults = null)
{
    private const int MostKept = 500;
    private readonly ConcurrentDictionary<(string Text, ContentFormat Format), Func<TemplateData, string>> _compiled = [];

    public int Count => _compiled.Count;

    /// <summary>Compiles a text.</summary>
    /// <exception cref="TemplateException">It does not compile, or there is nothing to compile it with.</exception>
    public Func<TemplateData, string> Compile(string text, ContentFormat format)
    {
        if (_compiled.TryGetValue((text, format), out var known))
        {
            return known;
        }

        var made = Guard(() => (templates ?? throw new TemplateException("nothing makes templates: set CampaignsOptions.Templates")).Compile(text, format));
        if (_compiled.Count >= MostKept)
        {
            _compiled.Clear();
        }

        return _compiled.GetOrAdd((text, format), made);
    }

    /// <summary>Fills a template in.</summary>
    /// <exception cref="TemplateException">It cannot be.</exception>
    public string Render(Func<TemplateData, string> template, TemplateData data) => Guard(() => template(data));

    /// <summary>Finds what does not compile.</summary>
    /// <returns>The variables of the campaign that the steps cannot do without, by field.</returns>
    public CampaignVariables AddProblems(IReadOnlyList<Step>? steps, Problems problems)
    {
        var needed = new CampaignVariables();
        for (var i = 0; i < steps?.Count; i++)
        {
            if (steps[i] is not ContactStep { IsTemplate: true } step)
            {
                continue;
            }

            problems.Require(templates is not null, $"Steps[{i}].IsTemplate", true, "set CampaignsOptions.Templates, or give content that is sent as it stands");
            if (templates is not null)
            {
                Check(step.Content, step.Format, ($"Steps[{i}].Content", needed), problems);
                Check(step.Subject, ContentFormat.Text, ($"Steps[{i}].Subject", needed), problems);
            }
        }

        return needed;
    }

    private void Check(string? text, ContentFormat format, (string Name, CampaignVariables Needed) field, Problems problems)
    {
        try
        {
            if (text is not null)
            {
                Compile(text, format);
                field.Needed.Add(field.Name, Guard(() => templates!.VariablesOf(text, format)));
            }
        }
        catch (TemplateException error)
        {
            problems.Require(false, field.Name, "no template", error.Message);
        }
    }

    /// <summary>Somebody else's code: whatever it throws becomes the exception it should have thrown, without its words.</summary>
    private T Guard<T>(Func<T?> call)
        where T : class
    {
        try
        {
            return call() ?? throw new TemplateException("the template failed: it made nothing");
        }
        catch (TemplateException error)
        {
            throw new TemplateException(TextLimits.Show(error.Message).TrimEnd('.'), error);
        }
        catch (Exception error)
        {
            faults?.Note(HostCode.Template, error);
            throw new TemplateException($"the template failed: {error.GetType().Name}", error);
        }
    }
}
