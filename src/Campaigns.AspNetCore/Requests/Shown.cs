namespace Campaigns.AspNetCore.Requests;

/// <summary>Values of a request in messages.</summary>
internal static class Shown
{
    /// <summary>The most characters of a value that a message shows.</summary>
    public const int Longest = 200;

    /// <summary>Returns up to 200 characters of a value.</summary>
    public static string Cut(string text) => text.Length <= Longest ? text : text[..Longest] + "…";
}
