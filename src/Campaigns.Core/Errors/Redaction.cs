using System.Data.Common;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Campaigns.Storage;

namespace Campaigns;

/// <summary>What of other people's text may be shown: never a phone number or an e-mail address, and nothing of a foreign exception's message.</summary>
internal static partial class Redaction
{
    private const string Hidden = "•••";

    /// <summary>The text with everything hidden that could be a phone number or an e-mail address.</summary>
    public static string Mask(string text) => Numbers().Replace(Addresses().Replace(text, Hidden), Hidden);

    /// <summary>The exception's type, and its code if it has one. Its message may hold anything, a phone number too.</summary>
    public static string Describe(Exception error) => error.GetType() + Ask(() => error switch
    {
        StoreException store => $" ({store.Message})",
        DbException { SqlState: { } state } => $" (SQLSTATE {state})",
        ExternalException external => $" (code {external.ErrorCode})",
        IOException io => $" (code 0x{io.HResult:X8})",
        _ => "",
    });

    /// <summary>The exception as its own ToString shows it, without any message.</summary>
    public static string Trace(Exception error)
    {
        var cause = error.InnerException is { } inner ? Cause(inner) : "";
        return $"{Describe(error)}{cause}{Environment.NewLine}{Ask(() => error.StackTrace)}";
    }

    /// <summary>How an exception's text shows the cause, without the cause's message.</summary>
    public static string Cause(Exception inner) =>
        $"{Environment.NewLine} ---> {Trace(inner)}{Environment.NewLine}   --- End of inner exception stack trace ---";

    /// <summary>What an exception says of itself. It may be of anybody's making, and throw when it is asked.</summary>
    private static string? Ask(Func<string?> ask)
    {
        try
        {
            return ask();
        }
        catch (Exception)
        {
            return null;
        }
    }

    [GeneratedRegex(@"[^\s""'<>(),;:=]+@[^\s""'<>(),;:=]+")]
    private static partial Regex Addresses();

    [GeneratedRegex(@"\+?\d(?:[ \-./()\u00a0]*\d){6,}")]
    private static partial Regex Numbers();
}
