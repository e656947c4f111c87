using System.Data.Common;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Campaigns.Storage;

namespace Campaigns;

/// <summary>
/// Redacts foreign text for display: hides phone numbers and e-mail addresses, and drops the messages of foreign exceptions.
/// </summary>
internal static partial class Redaction
{
    private const string Hidden = "•••";

    /// <summary>Hides everything in a text that could be a phone number or an e-mail address.</summary>
    public static string Mask(string text) => Numbers().Replace(Addresses().Replace(text, Hidden), Hidden);

    /// <summary>The type of an exception, and its code if it has one. The message may hold personal data such as a phone number.</summary>
    public static string Describe(Exception error) => error.GetType() + Ask(() => error switch
    {
        StoreException store => $" ({store.Message})",
        DbException { SqlState: { } state } => $" (SQLSTATE {state})",
        ExternalException external => $" (code {external.ErrorCode})",
        IOException io => $" (code 0x{io.HResult:X8})",
        _ => "",
    });

    /// <summary>Formats an exception as its own ToString does, without any message.</summary>
    public static string Trace(Exception error)
    {
        var cause = error.InnerException is { } inner ? Cause(inner) : "";
        return $"{Describe(error)}{cause}{Environment.NewLine}{Ask(() => error.StackTrace)}";
    }

    /// <summary>Formats the cause as an exception's text does, without the cause's message.</summary>
    public static string Cause(Exception inner) =>
        $"{Environment.NewLine} ---> {Trace(inner)}{Environment.NewLine}   --- End of inner exception stack trace ---";

    /// <summary>Reads a property of an exception. A foreign exception may throw when its properties are read.</summary>
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
