using System.Net;

namespace Campaigns.AspNetCore.Webhooks.Inbound;

/// <summary>
/// Limits how many messages each remote address sends, before anything is computed for them. A bounded number of addresses is remembered; if
/// more send at the same time, the others share one limit. Thread-safe.
/// </summary>
internal sealed class SenderLimits(int perSecond, TimeProvider time)
{
    private const int MostSenders = 10_000;
    private static readonly UInt128 Others = UInt128.MaxValue;
    private readonly Lock _lock = new();

    /// <summary>When the allowance of each sender is full again, in ticks. A sender whose time has passed need not be remembered.</summary>
    private readonly Dictionary<UInt128, long> _fullAt = [];

    private readonly long _ticksPerMessage = Math.Max(1, TimeSpan.TicksPerSecond / perSecond);
    private readonly long _allowance = 2 * TimeSpan.TicksPerSecond; // twice the messages of a second

    /// <summary>Takes one message of an address.</summary>
    /// <returns>How long the sender must wait; zero if the message may pass.</returns>
    public TimeSpan Take(IPAddress? address)
    {
        var now = time.GetUtcNow().UtcTicks;
        var sender = SenderOf(address);
        lock (_lock)
        {
            if (!_fullAt.TryGetValue(sender, out var fullAt) && _fullAt.Count >= MostSenders)
            {
                Forget(now);
                sender = _fullAt.Count >= MostSenders ? Others : sender;
                fullAt = _fullAt.GetValueOrDefault(sender);
            }

            // The clock may have been set back: nobody waits longer than a full allowance.
            var next = Math.Clamp(fullAt, now, now + _allowance) + _ticksPerMessage;
            if (next - now > _allowance)
            {
                return TimeSpan.FromTicks(next - now - _allowance);
            }

            _fullAt[sender] = next;
            return TimeSpan.Zero;
        }
    }

    private void Forget(long now)
    {
        foreach (var sender in _fullAt.Where(each => each.Value <= now).Select(each => each.Key).ToList())
        {
            _fullAt.Remove(sender);
        }
    }

    /// <summary>An IPv4 address, or the first half of an IPv6 address: one sender has 2^64 addresses there.</summary>
    private static UInt128 SenderOf(IPAddress? address)
    {
        if (address is null)
        {
            return UInt128.Zero;
        }

        var mapped = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        Span<byte> bytes = stackalloc byte[16];
        mapped.TryWriteBytes(bytes, out var length);
        return length == 4
            ? new UInt128(1, BitConverter.ToUInt32(bytes))
            : new UInt128(2, BitConverter.ToUInt64(bytes));
    }
}
