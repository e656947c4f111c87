namespace Campaigns;

/// <summary>The content of a step for one contact.</summary>
/// <param name="Body">The body; null for none.</param>
/// <param name="Subject">The subject, without line breaks; null for none.</param>
public sealed record MessageContent(string? Body, string? Subject)
{
    internal static readonly MessageContent None = new(null, null);

    /// <summary>A fixed text, because the content is personal data.</summary>
    public override string ToString() => "content";
}
