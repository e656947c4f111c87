using System.Globalization;

namespace Campaigns.Webhooks;

/// <summary>
/// Signs and verifies messages as Standard Webhooks 1.0.0 says: <c>v1</c>, HMAC-SHA256 over id, timestamp and the raw bytes of the body.
/// Several keys allow a rotation: a message is signed with all of them, and any one of them verifies it. Thread-safe.
/// </summary>
/// <remarks>
/// A signature proves who wrote a message, not that it is new: within the tolerance, a message can be sent again. Reports and events with
/// an id are safe to repeat.
/// </remarks>
public sealed class WebhookSigner
{
    /// <summary>The header with the id of the message. A repeated message has the same id.</summary>
    public const string IdHeader = WebhookSignature.IdHeader;

    /// <summary>The header with the time of the signature, in seconds since 1970.</summary>
    public const string TimestampHeader = WebhookSignature.TimestampHeader;

    /// <summary>The header with the signatures, separated by spaces.</summary>
    public const string SignatureHeader = WebhookSignature.SignatureHeader;

    private readonly WebhookSignature _signature;
    private readonly TimeProvider _time;
    private readonly TimeSpan _tolerance;

    /// <summary>Creates a signer.</summary>
    /// <param name="keys">
    /// One key or more: <c>whsec_</c> and the base64 of 24 to 64 random bytes. The prefix may be left out.
    /// </param>
    /// <param name="time">The clock. Null, the default: the system clock.</param>
    /// <param name="tolerance">
    /// How far a timestamp may be from the clock, in the past and in the future. 1 second to 1 day. Null, the default: 5 minutes.
    /// </param>
    /// <exception cref="ArgumentException">There is no key, or a key is not valid. The message does not show the key.</exception>
    public WebhookSigner(IEnumerable<string> keys, TimeProvider? time = null, TimeSpan? tolerance = null)
    {
        ArgumentNullException.ThrowIfNull(keys);
        _signature = new WebhookSignature([.. keys]);
        _time = time ?? TimeProvider.System;
        _tolerance = tolerance ?? TimeSpan.FromMinutes(5);
        ArgumentOutOfRangeException.ThrowIfLessThan(_tolerance, TimeSpan.FromSeconds(1), nameof(tolerance));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(_tolerance, TimeSpan.FromDays(1), nameof(tolerance));
    }

    /// <summary>Whether a text is a key that the constructor accepts.</summary>
    /// <param name="key">The text.</param>
    public static bool IsKey(string? key) => WebhookSignature.IsKey(key);

    /// <summary>Signs a message with every key.</summary>
    /// <param name="id">The id of the message. 1 to 200 characters without a dot: a dot separates the signed parts.</param>
    /// <param name="timestamp">The time of the signature, which is sent in seconds.</param>
    /// <param name="body">The bytes that are sent.</param>
    /// <returns>The value of <see cref="SignatureHeader"/>: one signature per key, separated by spaces.</returns>
    /// <exception cref="ArgumentException">The id is not valid.</exception>
    public string Sign(string id, DateTimeOffset timestamp, ReadOnlySpan<byte> body) => _signature.Sign(id, timestamp, body);

    /// <summary>
    /// Verifies a message. Compares in constant time, and reads the signatures in any order: signatures of other versions or with other
    /// keys before the right one do no harm.
    /// </summary>
    /// <param name="id">The value of <see cref="IdHeader"/>; null if it is missing.</param>
    /// <param name="timestamp">The value of <see cref="TimestampHeader"/>; null if it is missing.</param>
    /// <param name="signatures">The value of <see cref="SignatureHeader"/>; null if it is missing.</param>
    /// <param name="body">The bytes of the body as received, before any decoding.</param>
    public WebhookVerdict Verify(string? id, string? timestamp, string? signatures, ReadOnlySpan<byte> body)
    {
        var now = _time.GetUtcNow();
        return _signature.Verify((id, timestamp, signatures), body, now, _tolerance) switch
        {
            SignatureVerdict.Valid => WebhookVerdict.Valid,
            SignatureVerdict.Wrong => WebhookVerdict.WrongSignature,
            SignatureVerdict.OutsideTolerance when IsBefore(timestamp!, now) => WebhookVerdict.TooOld,
            SignatureVerdict.OutsideTolerance => WebhookVerdict.TooNew,
            _ => WebhookVerdict.MissingHeader,
        };
    }

    private static bool IsBefore(string timestamp, DateTimeOffset now) =>
        long.Parse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture) < now.ToUnixTimeSeconds();
}
