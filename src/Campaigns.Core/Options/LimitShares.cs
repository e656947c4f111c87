using Campaigns.Storage;

namespace Campaigns;

/// <summary>A limit that several engines divide among themselves, or an engine's share of one.</summary>
/// <param name="Scope">
/// <see cref="LimitScope.Everything"/>, <see cref="LimitScope.Provider"/> or <see cref="LimitScope.CallerId"/>. Other limits are never
/// divided, because one engine owns all campaigns of a tenant.
/// </param>
/// <param name="Name">
/// The name of the provider. For a caller id, the number, a space and the name of its provider. Empty for everything.
/// </param>
public sealed record LimitShare(LimitScope Scope, string Name)
{
    /// <summary>The maximum number of live attempts. 0 or more. Default: no limit.</summary>
    public int MaxConcurrent { get; init; } = int.MaxValue;

    /// <summary>The rate limit. Null, the default: no limit. A share without attempts has 0 for <see cref="MaxConcurrent"/>.</summary>
    public RateLimit? Rate { get; init; }

    /// <summary>The quotas per calendar period, in the order of the settings. In a share, a count may be 0. Default: none.</summary>
    public IReadOnlyList<Quota> Quotas { get; init => field = QuotaList.Of(value); } = QuotaList.None;

    /// <summary>Whether anything is limited.</summary>
    public bool IsLimited => MaxConcurrent < int.MaxValue || Rate is not null || Quotas.Count > 0;
}

/// <summary>What an engine uses of a limit, and what it could use.</summary>
/// <param name="Limit">The whole limit, as the settings say.</param>
public sealed record SharedLimitUse(LimitShare Limit)
{
    /// <summary>The number of live attempts.</summary>
    public required int Live { get; init; }

    /// <summary>The share of the live attempts in force; <see cref="int.MaxValue"/> if the limit is not divided.</summary>
    public required int Share { get; init; }

    /// <summary>The number of attempts that were decided under the rate limit since the store was read; 0 without a rate limit.</summary>
    public long Decided { get; init; }

    /// <summary>
    /// How long the rate limit could have allowed another attempt; zero while a decided attempt is not sent. At least this time has passed
    /// since the last attempt was sent.
    /// </summary>
    public TimeSpan Quiet { get; init; }

    /// <summary>The number of attempts that the current period of each quota has counted.</summary>
    public IReadOnlyList<long> Counted { get; init; } = [];

    /// <summary>The number of jobs that only this limit, or one like it, keeps from being sent now. May be a little too high.</summary>
    public int Ready { get; init; }

    /// <summary>The weights of the tenants with such jobs or with live attempts, in total.</summary>
    public long Weight { get; init; }
}

/// <summary>What an engine uses of all limits that it does not own alone.</summary>
/// <param name="Epoch">The fencing epoch of the engine.</param>
/// <param name="Limits">The limits of everything, of each provider, and of each caller id that is limited.</param>
public sealed record SharedLimitUsage(long Epoch, IReadOnlyList<SharedLimitUse> Limits);

/// <summary>A moment on both clocks of a machine: <see cref="LimitShares.Ask"/>.</summary>
public readonly record struct ShareMoment
{
    internal ShareMoment(long wall, long timestamp) => (Wall, Timestamp) = (wall, timestamp);

    internal long Wall { get; }

    internal long Timestamp { get; }
}

/// <summary>
/// The shares that an engine has of limits it does not own alone, because engines of other shards use them too. Whoever divides the limits
/// renews the shares. A share is not a setting: it is stored nowhere, the engine obeys the lower of both, and it ends. After the end of the
/// shares, the engine sends nothing; the send gate judges this as it judges the lease of the store. An engine starts with no shares.
/// </summary>
/// <remarks>A limit that is set and has no share allows nothing. A limit that is not set and has no share allows everything.</remarks>
/// <param name="time">The clocks of this machine. Null, the default: the system clock.</param>
public sealed class LimitShares(TimeProvider? time = null)
{
    private Request? _request;
    private Action? _wake;

    internal TimeProvider Time { get; } = time ?? TimeProvider.System;

    /// <summary>The current moment. Note it before you ask for shares, because they last from the question on.</summary>
    public ShareMoment Ask() => new(Time.GetUtcNow().UtcTicks, Time.GetTimestamp());

    /// <summary>Puts shares in force in place of all earlier ones. Lower shares end no attempt.</summary>
    /// <param name="shares">The shares.</param>
    /// <param name="asked">When the shares were asked for.</param>
    /// <param name="lasting">How long the shares last from then on, until either clock of the machine says that they have ended.</param>
    /// <returns>
    /// Completes when the shares are in force, with what the engine then uses. Canceled if another call follows before that. Waits while
    /// the engine has not started or cannot reach its store.
    /// </returns>
    public Task<SharedLimitUsage> ApplyAsync(IReadOnlyList<LimitShare> shares, ShareMoment asked, TimeSpan lasting)
    {
        ArgumentNullException.ThrowIfNull(shares);
        var request = new Request(shares.ToDictionary(share => (share.Scope, share.Name)), asked, lasting);
        Interlocked.Exchange(ref _request, request)?.Answer.TrySetCanceled();
        Volatile.Read(ref _wake)?.Invoke();
        return request.Answer.Task;
    }

    internal void Attach(Action wake) => Volatile.Write(ref _wake, wake);

    internal Request? Take() => Interlocked.Exchange(ref _request, null);

    /// <summary>Shares that wait for the engine.</summary>
    internal sealed record Request(
        IReadOnlyDictionary<(LimitScope Scope, string Name), LimitShare> Shares, ShareMoment Asked, TimeSpan Lasting)
    {
        public TaskCompletionSource<SharedLimitUsage> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
