using Campaigns.Orleans.Client.Members;
using Campaigns.Orleans.Client.Wire;

namespace Campaigns.Orleans.Client;

/// <summary>
/// Asks owners of shards. While a shard has no owner, repeats what is safe to repeat: what never arrived, and what has the same effect
/// twice.
/// </summary>
/// <param name="calls">Reaches the owners.</param>
/// <param name="time">Measures the patience.</param>
/// <param name="patience">How long a request waits for a shard to get an owner.</param>
internal sealed class ShardCaller(IShardCalls calls, TimeProvider time, TimeSpan patience)
{
    private static readonly TimeSpan FirstRest = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestRest = TimeSpan.FromSeconds(1);

    public int Count => calls.Count;

    public TimeProvider Time => time;

    public int OfTenant(string tenant) => calls.OfTenant(tenant);

    public async Task<TAnswer> AskAsync<TRequest, TAnswer>(
        int shard, ShardMember<TRequest, TAnswer> member, TRequest request, CancellationToken cancellationToken)
    {
        var bytes = await CallAsync(shard, member.Name, member.IsSafe, ShardJson.Write(request), cancellationToken);
        return ShardAnswer.Read<TAnswer>(bytes, cancellationToken);
    }

    /// <summary>Asks all shards at once.</summary>
    /// <returns>The answers, by shard.</returns>
    public async Task<IReadOnlyList<TAnswer>> AskAllAsync<TRequest, TAnswer>(
        ShardMember<TRequest, TAnswer> member, TRequest request, CancellationToken cancellationToken)
    {
        var asked = new Task<TAnswer>[Count];
        for (var shard = 0; shard < Count; shard++)
        {
            asked[shard] = AskAsync(shard, member, request, cancellationToken);
        }

        return await FanOut.AllAsync(asked);
    }

    /// <summary>Asks a shard once, and does not wait until it has an owner.</summary>
    /// <exception cref="ShardAwayException">The shard has no owner that answers.</exception>
    public async Task<TAnswer> AskOnceAsync<TRequest, TAnswer>(
        int shard, ShardMember<TRequest, TAnswer> member, TRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var bytes = await calls.CallAsync(shard, member.Name, ShardJson.Write(request), cancellationToken);
        return ShardAnswer.IsAway(bytes) is { } isUnknown
            ? throw new ShardAwayException(shard, isUnknown)
            : ShardAnswer.Read<TAnswer>(bytes, cancellationToken);
    }

    /// <summary>Ends a session, if the shard can be reached. Otherwise, the session ends by itself.</summary>
    public async Task CutAsync(int shard, string session)
    {
        try
        {
            await AskOnceAsync(shard, SessionMembers.Cut, new SessionAt(session), CancellationToken.None);
        }
        catch (Exception error) when (error is ShardAwayException or CampaignException)
        {
            // the shard has lost the session with its owner, or ends it when it is idle
        }
    }

    private async Task<byte[]> CallAsync(int shard, string member, bool isSafe, byte[] arguments, CancellationToken cancellationToken)
    {
        var (began, rest, wasUnknown) = (time.GetTimestamp(), FirstRest, false);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var away = await TryAsync(shard, member, arguments, cancellationToken);
            if (away.Answer is { } answer)
            {
                return answer;
            }

            wasUnknown |= away.IsUnknown;
            if ((wasUnknown && !isSafe) || time.GetElapsedTime(began) + rest > patience)
            {
                throw AwayError(shard, member, isSafe, wasUnknown, away.Cause);
            }

            await Task.Delay(rest, time, cancellationToken);
            rest = rest * 2 < LongestRest ? rest * 2 : LongestRest;
        }
    }

    private async Task<(byte[]? Answer, bool IsUnknown, Exception? Cause)> TryAsync(
        int shard, string member, byte[] arguments, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await calls.CallAsync(shard, member, arguments, cancellationToken);
            return ShardAnswer.IsAway(answer) is { } isUnknown ? (null, isUnknown, null) : (answer, false, null);
        }
        catch (ShardAwayException away)
        {
            return (null, away.IsUnknown, away);
        }
    }

    private static CampaignException AwayError(int shard, string member, bool isSafe, bool isUnknown, Exception? cause) => isUnknown
        ? new CampaignException(
            CampaignError.StoreFailed,
            $"Shard {shard} stopped answering during {member}, so the request may or may not have taken effect. "
            + (isSafe ? "It is safe to repeat it." : "Check before you repeat it."),
            cause)
        : new CampaignException(
            CampaignError.Stopped,
            $"Shard {shard} has no owner that answers, so {member} was not taken and changed nothing there. Try again.",
            cause);
}
