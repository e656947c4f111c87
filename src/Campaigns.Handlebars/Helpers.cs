using System.Globalization;
using HandlebarsDotNet;

namespace Campaigns.Handlebars;

/// <summary>Registers the helpers that Handlebars does not have.</summary>
internal static class Helpers
{
    public static void Register(IHandlebars environment, IDictionary<string, Func<IReadOnlyList<string>, string>> own)
    {
        environment.RegisterHelper("default", (in HelperOptions _, in Context _, in Arguments arguments) => FirstOf(arguments));
        environment.RegisterHelper(
            "helperMissing", (in HelperOptions options, in Context _, in Arguments arguments) => Missing(options, arguments));
        foreach (var (name, helper) in own)
        {
            environment.RegisterHelper(name, (in HelperOptions _, in Context _, in Arguments arguments) => helper(TextsOf(arguments)));
        }
    }

    private static object FirstOf(in Arguments arguments)
    {
        for (var i = 0; i < arguments.Length; i++)
        {
            if (arguments[i] is not (null or UndefinedBindingResult))
            {
                return arguments[i]!;
            }
        }

        throw arguments.Length == 0 ? new TemplateException("the helper default has no arguments") : Variables.Missing(arguments[0]);
    }

    /// <summary>Handles a name that is neither a variable nor a helper.</summary>
    private static object Missing(in HelperOptions options, in Arguments arguments) => arguments.Length == 0
        ? UndefinedBindingResult.Create(options.Name)
        : throw new TemplateException($"there is no helper {options.Name}");

    private static string[] TextsOf(in Arguments arguments)
    {
        var texts = new string[arguments.Length];
        for (var i = 0; i < texts.Length; i++)
        {
            texts[i] = arguments[i] is null or UndefinedBindingResult
                ? throw Variables.Missing(arguments[i])
                : Convert.ToString(arguments[i], CultureInfo.InvariantCulture)!;
        }

        return texts;
    }
}
