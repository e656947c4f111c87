using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Campaigns.Orleans.Client.Members;

/// <summary>All members that shards answer, by name. The classes of this folder add theirs.</summary>
internal static class MemberTable
{
    private static readonly ConcurrentDictionary<string, IShardMember> Members = new(StringComparer.Ordinal);

    // Not a static constructor: two threads could wait for each other, one in it and one in the constructor of a group.
    private static readonly Lazy<bool> IsComplete = new(AddAll);

    /// <summary>The names of all members.</summary>
    public static IReadOnlyCollection<string> Names => IsComplete.Value ? [.. Members.Keys] : [];

    public static IShardMember? Find(string name) => IsComplete.Value ? Members.GetValueOrDefault(name) : null;

    /// <summary>Adds a member that answers.</summary>
    public static ShardMember<TRequest, TAnswer> Ask<TRequest, TAnswer>(
        string name, bool isSafe, Func<ShardSide, TRequest, CancellationToken, Task<TAnswer>> run)
    {
        var member = new ShardMember<TRequest, TAnswer>(name, isSafe, run);
        return Members.TryAdd(name, member)
            ? member
            : throw new InvalidOperationException($"There are two members named {name}.");
    }

    /// <summary>Adds a member without an answer. The wire carries true.</summary>
    public static ShardMember<TRequest, bool> Do<TRequest>(
        string name, bool isSafe, Func<ShardSide, TRequest, CancellationToken, Task> run) =>
        Ask<TRequest, bool>(name, isSafe, async (side, request, token) =>
        {
            await run(side, request, token);
            return true;
        });

    private static bool AddAll()
    {
        foreach (var group in new[]
        {
            typeof(CampaignMembers), typeof(ContactMembers), typeof(SessionMembers), typeof(ReportMembers), typeof(TenantMembers),
            typeof(SharedMembers), typeof(ListMembers), typeof(FeedMembers),
        })
        {
            RuntimeHelpers.RunClassConstructor(group.TypeHandle);
        }

        return true;
    }
}
