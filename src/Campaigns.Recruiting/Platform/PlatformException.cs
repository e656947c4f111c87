using System.Net;

namespace Campaigns.Recruiting;

/// <summary>The recruiting platform refused a request, or did not answer it. Holds neither the credential nor any content.</summary>
public sealed class PlatformException : Exception
{
    internal PlatformException(string message, HttpStatusCode? status = null, Exception? inner = null)
        : base(message, inner) => Status = status;

    /// <summary>The status of the answer; null if there was none, or if the answer cannot be read.</summary>
    public HttpStatusCode? Status { get; }

    /// <summary>When to try again, if the platform says so; null otherwise.</summary>
    public DateTimeOffset? RetryAt { get; init; }

    /// <summary>
    /// Whether the platform certainly did not carry out the request: it refused the request, or the connection could not be made. False
    /// when nobody knows, as after a timeout or a server error.
    /// </summary>
    public bool IsRefusal { get; init; }

    /// <summary>Whether the platform does not accept the credential.</summary>
    internal bool IsUnauthorized => Status == HttpStatusCode.Unauthorized;

    /// <summary>Whether the platform asks for fewer requests.</summary>
    internal bool IsThrottled => Status == HttpStatusCode.TooManyRequests;
}
