namespace Campaigns;

/// <summary>What a step says to one contact.</summary>
/// <param name="Body">The body; null for none.</param>
/// <param name="Subject">The subject, without line breaks; null for none.</param>
public sealed record Content(string? Body, string? Subject)
{
    internal static readonly Content None = new(null, null);

    /// <summary>Says nothing: it is personal.</summary>
    public override string ToString() => "content";
}
