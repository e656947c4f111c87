using System.Globalization;
using HandlebarsDotNet;

namespace Campaigns.Handlebars;

/// <summary>
/// Handlebars templates. A variable without a value is an error where it would be written, and false where it is asked for, as in
/// <c>{{#if contact.nickname}}</c>. <c>{{default contact.nickname "there"}}</c> writes the first of its arguments that has a value. There are no
/// partials in files.
/// </summary>
public sealed class HandlebarsTemplates : ITemplates
{
    private readonly bool _allowsUnescaped;
    private readonly Dictionary<ContentFormat, IHandlebars> _environments;

    /// <summary>Makes templates with the helpers of Handlebars, and <c>default</c>.</summary>
    public HandlebarsTemplates()
        : this(new HandlebarsTemplatesOptions())
    {
    }

    /// <summary>Makes templates.</summary>
    /// <param name="options">What they may do. Copied: later changes have no effect.</param>
    public HandlebarsTemplates(HandlebarsTemplatesOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _allowsUnescaped = options.AllowUnescaped;
        _environments = Enum.GetValues<ContentFormat>().ToDictionary(format => format, format => EnvironmentFor(format, options));
    }

    /// <inheritdoc/>
    public ITemplate Compile(string text, ContentFormat format)
    {
        ArgumentNullException.ThrowIfNull(text);
        var unescaped = format == ContentFormat.Text || _allowsUnescaped ? -1 : text.IndexOf("{{{", StringComparison.Ordinal);
        if (unescaped >= 0)
        {
            throw new TemplateException(
                $"line {LineOf(text, unescaped)} writes a value unescaped; use two braces, or allow it with HandlebarsTemplatesOptions.AllowUnescaped");
        }

        try
        {
            return new HandlebarsTemplate(_environments[format].Compile(text));
        }
        catch (Exception error)
        {
            throw new TemplateException(Causes(error).OfType<HandlebarsException>().LastOrDefault()?.Message.Trim() ?? "it is no template", error);
        }
    }

    private static IHandlebars EnvironmentFor(ContentFormat format, HandlebarsTemplatesOptions options)
    {
        var configuration = new HandlebarsConfiguration
        {
            FormatProvider = CultureInfo.InvariantCulture,
            NoEscape = format == ContentFormat.Text,
            TextEncoder = new FormatEncoder(format),
            PartialTemplateResolver = new NoPartials(),
        };
        configuration.FormatterProviders.Add(new MissingFormatter());
        configuration.ObjectDescriptorProviders.Add(new RootDescriptors());
        var environment = HandlebarsDotNet.Handlebars.Create(configuration);
        Helpers.Register(environment, options.Helpers);
        return environment;
    }

    private static int LineOf(string text, int index) => text.AsSpan(0, index).Count('\n') + 1;

    private static IEnumerable<Exception> Causes(Exception? error)
    {
        for (; error is not null; error = error.InnerException)
        {
            yield return error;
        }
    }
}
