using System.Text.RegularExpressions;

namespace Campaigns.Handlebars;

/// <summary>Shortens the long names of a template in messages, so that the hint after the name stays visible.</summary>
internal static partial class Shown
{
    private const int MostOfAll = 600;

    /// <summary>Runs an action and shortens the message of its <see cref="TemplateException"/>.</summary>
    public static T InPart<T>(Func<T> make)
    {
        try
        {
            return make();
        }
        catch (TemplateException error)
        {
            throw new TemplateException(InPart(error.Message), error.InnerException);
        }
    }

    /// <summary>The message, with long words cut.</summary>
    public static string InPart(string message)
    {
        var text = LongWord().Replace(message, "$1…$2");
        return text.Length <= MostOfAll ? text : text[..MostOfAll] + "…";
    }

    [GeneratedRegex(@"(\S{100})\S+?([;:]?)(?!\S)")]
    private static partial Regex LongWord();
}
