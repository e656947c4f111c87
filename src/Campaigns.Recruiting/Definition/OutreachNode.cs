namespace Campaigns.Recruiting;

/// <summary>A node of a campaign: a message on a channel, or a delay.</summary>
/// <param name="Id">The label that the client gave it, unique in the list. The order of the list counts, not the labels.</param>
internal sealed record OutreachNode(string Id)
{
    /// <summary>The channel of a message, as Campaigns names it; null for a delay.</summary>
    public string? Channel { get; init; }

    /// <summary>The subject of an e-mail; null for other nodes.</summary>
    public string? Subject { get; init; }

    /// <summary>The text of a message; null for a delay.</summary>
    public string? Message { get; init; }

    /// <summary>The length of a delay; zero for a message.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Returns the label, without content.</summary>
    public override string ToString() => $"node {Id}";
}

/// <summary>A fault of a request.</summary>
/// <param name="At">Where: a JSON pointer into the body, or the name of a header or of a part of the path.</param>
/// <param name="Detail">What is wrong and what to do.</param>
internal sealed record RequestFault(string At, string Detail);
