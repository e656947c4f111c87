namespace Campaigns;

/// <summary>How live attempts end when their campaign is canceled.</summary>
public enum CancelMode
{
    /// <summary>Live attempts finish. Their outcomes are recorded, and nothing follows.</summary>
    Drain,

    /// <summary>Live attempts are aborted with <see cref="IProvider.AbortAsync"/>, if the provider can abort them.</summary>
    Abort,
}
