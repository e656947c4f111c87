using System.Text.RegularExpressions;

namespace Campaigns.Smtp;

/// <summary>Whose fault it is that a message was not delivered.</summary>
internal enum DeliveryFault
{
    /// <summary>The code does not say.</summary>
    Unclear,

    /// <summary>There is no such mailbox or domain, or it is disabled.</summary>
    NoMailbox,

    /// <summary>The mailbox is full.</summary>
    MailboxFull,

    /// <summary>The sender, its server or the text is refused. Says nothing about the recipient.</summary>
    Refused,

    /// <summary>It may work later.</summary>
    Temporary,
}

/// <summary>
/// Reads enhanced status codes (RFC 3463) and the words beside them. Codes alone do not tell a wrong address from a blocked sender: many
/// servers answer 550 or 5.0.0 to both.
/// </summary>
internal static partial class DeliveryCodes
{
    /// <summary>Judges a code and a text.</summary>
    /// <param name="code">The enhanced status code, such as 5.1.1; null if there is none.</param>
    /// <param name="text">What the server wrote.</param>
    public static DeliveryFault Judge(string? code, string text)
    {
        if (code?.StartsWith('4') == true)
        {
            return DeliveryFault.Temporary;
        }

        var words = Addresses().Replace(text, " "); // an address may hold any word
        return Blocks().IsMatch(words) ? DeliveryFault.Refused // first, because a wrong guess here suppresses nobody
            : code is "5.2.2" || Full().IsMatch(words) ? DeliveryFault.MailboxFull
            : code is "5.1.1" or "5.1.2" or "5.1.3" or "5.1.6" or "5.1.10" or "5.2.1" ? DeliveryFault.NoMailbox
            : code?.StartsWith("5.7.", StringComparison.Ordinal) == true ? DeliveryFault.Refused
            : Unknown().IsMatch(words) ? DeliveryFault.NoMailbox
            : DeliveryFault.Unclear;
    }

    /// <summary>The enhanced status code at the start of an answer, or of its text after the three digits; null if there is none.</summary>
    public static string? Find(string text) => Code().Match(text) is { Success: true } match ? match.Groups["code"].Value : null;

    [GeneratedRegex(@"^\s*(?:[245]\d\d[ -])?(?<code>[245]\.\d{1,3}\.\d{1,3})(?![\d.])")]
    private static partial Regex Code();

    [GeneratedRegex(@"\S+@\S+|<[^>]*>")]
    private static partial Regex Addresses();

    [GeneratedRegex(
        @"\b(spam\w*|block(ed|list\w*)|black ?list\w*|reputation|policy|policies|relay\w*|spf|dkim|dmarc|rbl|dnsbl|spamhaus|"
        + @"authenticat\w*|access denied|not permitted|virus|malware|rate limit\w*|"
        + @"sender (\w+ )?(verif\w*|reject\w*|denied|refused|unknown|invalid|not)|verif\w* (\w+ ){0,3}sender|"
        + @"reverse (dns|lookup|host\w*)|rdns|ptr|helo|ehlo|client host|your (ip|host|server)|banned|"
        + @"too many (messages|connections|errors|recipients))\b", RegexOptions.IgnoreCase)]
    private static partial Regex Blocks();

    [GeneratedRegex(
        @"\b(mailbox (is )?full|over ?quota|quota exceeded|exceeded .{0,20}quota|insufficient storage)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Full();

    [GeneratedRegex(
        @"\b(user unknown|unknown (user|recipient|address|mailbox)|no such (user|mailbox|recipient|address)|does ?n[o']t (exist|have an?)|"
        + @"does not (exist|have an?)|user (is )?not found|mailbox (is )?(unavailable|disabled|not found)|account (is )?disabled|"
        + @"invalid (recipient|mailbox)|no mailbox)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Unknown();
}
