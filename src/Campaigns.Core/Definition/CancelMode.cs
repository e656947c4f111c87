namespace Campaigns;

/// <summary>How live attempts end when their campaign is canceled.</summary>
public enum CancelMode
{
    /// <summary>They finish. What they come to is recorded; nothing follows.</summary>
    Drain,

    /// <summary>They are ended through <see cref="IProvider.AbortAsync"/>, as far as the provider can.</summary>
    Abort,
}
