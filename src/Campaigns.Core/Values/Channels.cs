namespace Campaigns;

/// <summary>The names of common channels. Any other name is valid, too.</summary>
public static class Channels
{
    /// <summary>Phone calls. Its addresses are phone numbers.</summary>
    public const string Voice = "voice";

    /// <summary>Text messages. Its addresses are phone numbers.</summary>
    public const string Sms = "sms";

    /// <summary>E-mail.</summary>
    public const string Email = "email";

    /// <summary>Messages on LinkedIn.</summary>
    public const string LinkedIn = "linkedin";

    internal static bool UsesPhone(string channel) => channel is Voice or Sms;
}
