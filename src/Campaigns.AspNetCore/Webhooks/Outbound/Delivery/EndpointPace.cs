namespace Campaigns.AspNetCore.Webhooks.Outbound;

/// <summary>
/// How fast messages may go to one endpoint. A success allows one more message at a time, a failure halves them. After five failures in a
/// row, or when the receiver asks for it, there is a pause, and then one message tries whether the endpoint is back. Messages that wait
/// for the pause keep their tries. Not thread-safe.
/// </summary>
/// <param name="most">The most messages at once.</param>
internal sealed class EndpointPace(int most)
{
    private const int FailuresBeforePauses = 5;
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan ShortestRequestedPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestRequestedPause = TimeSpan.FromHours(1);

    /// <summary>An answer that takes longer lowers the number of messages at once, so that a slow receiver occupies few senders.</summary>
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(5);
    private readonly int _most = most;
    private int _pauses;

    /// <summary>How many messages may be under way.</summary>
    public int Allowed { get; private set; } = most;

    /// <summary>The end of the last pause; null if there was none.</summary>
    public DateTimeOffset? PausedUntil { get; private set; }

    /// <summary>Takes a success. A pause goes on: other messages may have been accepted just before the receiver asked for it.</summary>
    public void Succeed(TimeSpan duration)
    {
        _pauses = 0;
        Allowed = duration > Slow ? Math.Max(Math.Min(2, _most), Allowed / 2) : Math.Min(_most, Allowed + 1);
    }

    /// <summary>Takes a failure.</summary>
    /// <param name="now">The time.</param>
    /// <param name="failures">The failures in a row, with this one.</param>
    /// <param name="retryAfter">The pause that the receiver asked for; null for none.</param>
    /// <param name="isThrottled">Whether the status says that the receiver is overloaded.</param>
    /// <param name="random">A number from 0 up to 1.</param>
    public void Fail(DateTimeOffset now, int failures, TimeSpan? retryAfter, bool isThrottled, double random)
    {
        Allowed = Math.Max(1, Allowed / 2);
        if (retryAfter is null && !isThrottled && failures < FailuresBeforePauses)
        {
            return;
        }

        var own = Min(LongestPause, ShortestPause * Math.Pow(2, Math.Min(_pauses, 10))) * (0.9 + (0.2 * random));
        var pause = retryAfter is { } asked
            ? TimeSpan.FromTicks(Math.Clamp(asked.Ticks, ShortestRequestedPause.Ticks, LongestRequestedPause.Ticks))
            : own;
        if (PausedUntil is null || PausedUntil <= now)
        {
            _pauses++; // failures of messages that were sent together are one reason to wait longer
        }

        Allowed = failures >= FailuresBeforePauses ? 1 : Allowed;
        PausedUntil = PausedUntil > now + pause ? PausedUntil : now + pause;
    }

    /// <summary>Starts anew, for an endpoint that was enabled or changed.</summary>
    public void Reset() => (_pauses, PausedUntil, Allowed) = (0, null, _most);

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
