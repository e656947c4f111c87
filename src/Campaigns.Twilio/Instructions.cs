using System.Xml;
using System.Xml.Linq;

namespace Campaigns.Twilio;

/// <summary>Turns the content of a step into what Twilio says and does when the call is answered (TwiML).</summary>
internal static class Instructions
{
    private const int Longest = 4_000; // Twilio's limit of the parameter Twiml

    /// <summary>Makes the TwiML of a content.</summary>
    /// <param name="body">The content; null for none.</param>
    /// <param name="format">Its format: text to say, or XML: SSML in a speak element, or whole TwiML.</param>
    /// <param name="problem">Why there is no TwiML, for the attempt's note.</param>
    public static string? Make(string? body, ContentFormat format, out string? problem)
    {
        var twiml = string.IsNullOrWhiteSpace(body) ? null : format switch
        {
            ContentFormat.Text => new XElement("Response", new XElement("Say", Valid(body))).ToString(SaveOptions.DisableFormatting),
            ContentFormat.Xml => OfXml(body),
            _ => null,
        };
        problem = string.IsNullOrWhiteSpace(body) ? "the step has no content, and the options no Url"
            : twiml is null ? "the content of a call must be text, SSML in a speak element, or TwiML"
            : twiml.Length > Longest ? $"the content has {twiml.Length} characters as TwiML; Twilio takes up to {Longest}"
            : null;
        return problem is null ? twiml : null;
    }

    private static string? OfXml(string body)
    {
        try
        {
            var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };
            using var reader = XmlReader.Create(new StringReader(body.Trim()), settings);
            var root = XElement.Load(reader, LoadOptions.PreserveWhitespace);
            return root.Name.LocalName switch
            {
                "Response" => root.ToString(SaveOptions.DisableFormatting),
                "speak" => new XElement("Response", new XElement("Say", WithoutNamespaces(root).Nodes()))
                    .ToString(SaveOptions.DisableFormatting),
                _ => null,
            };
        }
        catch (XmlException)
        {
            return null;
        }
    }

    private static XElement WithoutNamespaces(XElement element) => new(
        element.Name.LocalName,
        element.Attributes().Where(attribute => !attribute.IsNamespaceDeclaration),
        element.Nodes().Select(node => node is XElement inner ? WithoutNamespaces(inner) : node));

    /// <summary>Replaces characters that XML cannot hold.</summary>
    private static string Valid(string text) =>
        string.Concat(text.EnumerateRunes().Select(rune => IsValid(rune.Value) ? rune.ToString() : " "));

    private static bool IsValid(int rune) => rune is 0x9 or 0xA or 0xD or (>= 0x20 and <= 0xFFFD) or >= 0x10000;
}
