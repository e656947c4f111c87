namespace Campaigns.Webhooks;

/// <summary>What <see cref="WebhookSigner.Verify"/> says about a message. Answer 401 to everything but <see cref="Valid"/>.</summary>
public enum WebhookVerdict
{
    /// <summary>A header is missing or cannot be read. The first value, so that a default is never valid.</summary>
    MissingHeader,

    /// <summary>One of the keys has signed these bytes, within the tolerance.</summary>
    Valid,

    /// <summary>The timestamp is further in the past than the tolerance.</summary>
    TooOld,

    /// <summary>The timestamp is further in the future than the tolerance.</summary>
    TooNew,

    /// <summary>No signature matches a key.</summary>
    WrongSignature,
}
