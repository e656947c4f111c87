using System.Collections.Concurrent;

namespace Campaigns.Orleans.Client.Sessions;

/// <summary>
/// The conversations of several calls that clients have with a shard: streams, long work, live events. They end with the engine, and when
/// their client has not called for a while.
/// </summary>
internal sealed class ShardSessions(TimeProvider time)
{
    /// <summary>How long a session waits for its client.</summary>
    public static readonly TimeSpan IdleTime = TimeSpan.FromMinutes(2);

    /// <summary>How long a call waits for work to end or for events. It is shorter than calls may take.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    private const int MostSessions = 1_000;
    private readonly ConcurrentDictionary<string, ShardSession> _open = new(StringComparer.Ordinal);

    public TimeProvider Time => time;

    /// <summary>Opens a session, or finds it if the same request was sent before.</summary>
    /// <exception cref="CampaignException">The shard has too many sessions.</exception>
    public T Open<T>(string name, Func<T> open)
        where T : ShardSession
    {
        if (_open.Count >= MostSessions && !_open.ContainsKey(name))
        {
            throw new CampaignException(
                CampaignError.IllegalTransition, $"The shard has {MostSessions} streams already. Try again when some have ended.");
        }

        var made = new Lazy<ShardSession>(open);
        return (T)_open.GetOrAdd(name, (_, lazy) => Started(name, lazy.Value), made);
    }

    /// <exception cref="CampaignException">The session has ended, or it was lost because the shard has moved.</exception>
    public T Find<T>(string name)
        where T : ShardSession
    {
        if (_open.TryGetValue(name, out var session) && session is T found)
        {
            found.Touch();
            return found;
        }

        throw new CampaignException(CampaignError.StoreFailed, SessionLost.Text);
    }

    public void Cut(string name)
    {
        if (_open.TryRemove(name, out var session))
        {
            session.Cut();
        }
    }

    private ShardSession Started(string name, ShardSession session)
    {
        session.Start(time, IdleTime, () => Cut(name));
        return session;
    }
}

/// <summary>A session of which the shard knows nothing, because it has moved meanwhile.</summary>
internal static class SessionLost
{
    public const string Text = "The shard has moved to another silo while a stream was open, so the stream was cut.";

    public static bool Is(CampaignException error) => error.Message == Text;
}

/// <summary>A conversation of several calls.</summary>
internal abstract class ShardSession
{
    private readonly CancellationTokenSource _cut = new();
    private TimeSpan _idle;
    private ITimer? _timer;

    /// <summary>Is canceled when the session is cut.</summary>
    protected CancellationToken Ending => _cut.Token;

    public void Start(TimeProvider time, TimeSpan idle, Action cut)
    {
        _idle = idle;
        _timer = time.CreateTimer(_ => cut(), null, idle, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Notes that the client is still there.</summary>
    public void Touch() => _timer?.Change(_idle, Timeout.InfiniteTimeSpan);

    public void Cut()
    {
        _timer?.Dispose();
        if (!TryCutStream())
        {
            _cut.Cancel();
            Release();
        }
    }

    /// <summary>Lets go of what the session holds, after its end.</summary>
    protected virtual void Release()
    {
    }

    /// <summary>Ends the stream of the session, if it has one: what has arrived is worked on.</summary>
    protected virtual bool TryCutStream() => false;
}
