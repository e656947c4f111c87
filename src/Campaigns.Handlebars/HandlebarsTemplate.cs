using HandlebarsDotNet;

namespace Campaigns.Handlebars;

/// <summary>A compiled template.</summary>
internal sealed class HandlebarsTemplate(HandlebarsTemplate<object, object> template)
{
    public string Render(TemplateData data)
    {
        ArgumentNullException.ThrowIfNull(data);
        try
        {
            return template(new RootVariables(data), null!);
        }
        catch (Exception error)
        {
            for (var cause = error; cause is not null; cause = cause.InnerException)
            {
                if (cause is TemplateException known)
                {
                    throw new TemplateException(Shown.InPart(known.Message), error);
                }
            }

            throw new TemplateException($"the template failed: {error.GetType().Name}", error); // the message may hold a value
        }
    }
}
