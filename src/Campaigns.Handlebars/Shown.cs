using System.Text.RegularExpressions;

namespace Campaigns.Handlebars;

/// <summary>Messages that show a name of a template, in part if it is long, so that the hint behind it is not lost.</summary>
internal static partial class Shown
{
    private const int MostOfAll = 600;

    /// <summary>Does something that may fail with a message of our own.</summary>
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
