using System.Runtime.CompilerServices;
using Campaigns.Orleans.Client.Members;
using Campaigns.Orleans.Client.Sessions;
using Campaigns.Orleans.Client.Wire;

namespace Campaigns.Orleans.Client;

/// <summary>
/// The side of a shard: runs members on its engine. Errors travel in the answer, so this throws nothing that a client could cause.
/// </summary>
/// <param name="time">Measures how long a member waits, and when an abandoned conversation ends.</param>
/// <param name="silo">The name of the silo.</param>
internal sealed class ShardInvoker(TimeProvider time, string silo)
{
    private readonly ConditionalWeakTable<CampaignEngine, ShardSide> _sides = [];

    /// <summary>Runs a member.</summary>
    /// <param name="engine">The engine of the shard.</param>
    /// <param name="member">The name of the member.</param>
    /// <param name="arguments">The arguments, as the client wrote them.</param>
    /// <param name="cancellationToken">Withdraws the request unless the engine has already taken it.</param>
    public async ValueTask<byte[]> InvokeAsync(
        CampaignEngine engine, string member, byte[] arguments, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(engine);
        if (MemberTable.Find(member) is not { } known)
        {
            return ShardAnswer.WriteUnknown(member);
        }

        try
        {
            var side = _sides.GetValue(engine, made => new ShardSide(made, new ShardSessions(time), time) { Silo = silo });
            return await known.InvokeAsync(side, arguments, cancellationToken);
        }
        catch (UnknownMemberException unknown)
        {
            return ShardAnswer.WriteUnknown($"{member} with {unknown.Name}");
        }
        catch (Exception error)
        {
            return ShardAnswer.WriteError(error);
        }
    }
}
