using System.Globalization;
using System.Text.RegularExpressions;
using HandlebarsDotNet;

namespace Campaigns.Handlebars;

/// <summary>
/// Handlebars templates. Writing a variable without a value is an error. In a condition such as <c>{{#if contact.nickname}}</c>, such a
/// variable is false. <c>{{default contact.nickname "there"}}</c> writes its first argument that has a value. A template that can never be
/// filled in does not compile, for example because of an unknown name, helper or partial. Partials cannot come from files.
/// </summary>
public sealed partial class HandlebarsTemplates : ITemplates
{
    private readonly HandlebarsTemplatesOptions _options = new();
    private readonly Dictionary<ContentFormat, IHandlebars> _environments;

    /// <summary>Creates templates with the helpers of Handlebars, and <c>default</c>.</summary>
    public HandlebarsTemplates()
        : this(new HandlebarsTemplatesOptions())
    {
    }

    /// <summary>Creates templates.</summary>
    /// <param name="options">The options. Copied: later changes have no effect.</param>
    /// <exception cref="TemplateException">A partial is not a valid template; the message names it.</exception>
    public HandlebarsTemplates(HandlebarsTemplatesOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options.AllowUnescaped = options.AllowUnescaped;
        Copy(options.Helpers, _options.Helpers);
        Copy(options.Partials, _options.Partials);
        _environments = Shown.InPart(() =>
        {
            var environments = Enum.GetValues<ContentFormat>().ToDictionary(format => format, format => EnvironmentFor(format, _options));
            foreach (var name in _options.Partials.Keys)
            {
                new TemplateCheck(_options, allowsUnescaped: true).CheckPartial(name);
            }

            return environments;
        });
    }

    /// <inheritdoc/>
    public Func<TemplateData, string> Compile(string text, ContentFormat format)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Shown.InPart(() => CompileWhole(text, format)).Render;
    }

    /// <inheritdoc/>
    public IReadOnlyCollection<string> VariablesOf(string text, ContentFormat format)
    {
        ArgumentNullException.ThrowIfNull(text);
        var check = new TemplateCheck(_options, AllowsUnescaped(format));
        check.Check(text);
        return check.Written;
    }

    private HandlebarsTemplate CompileWhole(string text, ContentFormat format)
    {
        var unescaped = AllowsUnescaped(format) ? -1 : text.IndexOf("{{{", StringComparison.Ordinal);
        if (unescaped >= 0)
        {
            throw new TemplateException(
                $"line {LineOf(text, unescaped)} writes a value unescaped; use two braces, or allow it with HandlebarsTemplatesOptions.AllowUnescaped");
        }

        var template = Made(() => _environments[format].Compile(text), text);
        new TemplateCheck(_options, AllowsUnescaped(format)).Check(text);
        return new HandlebarsTemplate(template);
    }

    private bool AllowsUnescaped(ContentFormat format) => format == ContentFormat.Text || _options.AllowUnescaped;

    private static void Copy<T>(IDictionary<string, T> from, IDictionary<string, T> to)
    {
        foreach (var (name, value) in from)
        {
            to[name] = value;
        }
    }

    private static T Made<T>(Func<T> make, string text)
    {
        try
        {
            return make();
        }
        catch (Exception error)
        {
            var message = Causes(error).OfType<HandlebarsException>().LastOrDefault()?.Message ?? "it is not a valid template";
            const string Ours = "; write a fallback for a missing value as {{default contact.first_name \"there\"}}";
            var hint = Alternative().IsMatch(text) ? Ours : "";
            throw new TemplateException(Place().Replace(message, Line).Trim() + hint, error);
        }
    }

    /// <summary>Replaces the position of an error with its line number, counted from 1.</summary>
    private static string Line(Match place) =>
        string.Create(CultureInfo.InvariantCulture, $" (line {int.Parse(place.Groups[1].ValueSpan, CultureInfo.InvariantCulture) + 1})");

    [GeneratedRegex(@"\s*Occured at: ?(\d+):\d+")]
    private static partial Regex Place();

    /// <summary>Matches the fallback syntax of other template languages.</summary>
    [GeneratedRegex(@"\{\{[^{}]*(\|\||\?\?|\|\s*default)")]
    private static partial Regex Alternative();

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
        foreach (var (name, partial) in options.Partials)
        {
            try
            {
                Made(
                    () =>
                    {
                        environment.RegisterTemplate(name, partial);
                        return true;
                    },
                    partial);
            }
            catch (TemplateException error)
            {
                throw new TemplateException($"the partial {name}: {error.Message}", error);
            }
        }

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
