using System.Collections.Concurrent;

namespace Campaigns;

/// <summary>
/// Compiles templates and caches them. A full cache is cleared. Plans keep the templates of campaigns. The cache serves the protocols that
/// contacts bring along, which mostly share a few templates. The limit keeps memory bounded when they do not.
/// </summary>
internal sealed class TemplateLibrary(ITemplates? templates, HostFaults? faults = null)
{
    private const int MostKept = 500;
    private readonly ConcurrentDictionary<(string Text, ContentFormat Format), Func<TemplateData, string>> _compiled = [];

    public int Count => _compiled.Count;

    /// <summary>Compiles a text.</summary>
    /// <exception cref="TemplateException">The text does not compile, or no template engine is set.</exception>
    public Func<TemplateData, string> Compile(string text, ContentFormat format)
    {
        if (_compiled.TryGetValue((text, format), out var known))
        {
            return known;
        }

        var made = Guard(
            () => (templates ?? throw new TemplateException("there is no template engine: set CampaignsOptions.Templates"))
                .Compile(text, format));
        if (_compiled.Count >= MostKept)
        {
            _compiled.Clear();
        }

        return _compiled.GetOrAdd((text, format), made);
    }

    /// <summary>Fills in a template.</summary>
    /// <exception cref="TemplateException">The template cannot be filled in.</exception>
    public string Render(Func<TemplateData, string> template, TemplateData data) => Guard(() => template(data));

    /// <summary>Adds a problem for each template that does not compile.</summary>
    /// <returns>The campaign variables that the steps require, by field.</returns>
    public CampaignVariables AddProblems(IReadOnlyList<CampaignStep>? steps, Problems problems)
    {
        var needed = new CampaignVariables();
        for (var i = 0; i < steps?.Count; i++)
        {
            if (steps[i] is not ContactStep { IsTemplate: true } step)
            {
                continue;
            }

            problems.Require(
                templates is not null, $"Steps[{i}].IsTemplate", true,
                "set CampaignsOptions.Templates, or give content that is sent unchanged");
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
            problems.Require(false, field.Name, "not a valid template", error.Message);
        }
    }

    /// <summary>
    /// Calls code of the host. Any exception becomes a <see cref="TemplateException"/>; a foreign exception's message is dropped.
    /// </summary>
    private T Guard<T>(Func<T?> call)
        where T : class
    {
        try
        {
            return call() ?? throw new TemplateException("the template failed: it returned null");
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
