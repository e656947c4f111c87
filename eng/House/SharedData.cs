using Microsoft.CodeAnalysis;

namespace Campaigns.House;

/// <summary>A field or property, with the files that write it.</summary>
internal sealed record WrittenMember(string Type, string Name, IReadOnlyList<string> ByItsOwnType, IReadOnlyList<string> ByOthers)
{
    /// <summary>Whether a file other than those of its own type writes it.</summary>
    public bool IsShared => ByOthers.Count > 0;
}

/// <summary>The mutable data of the scheduler: members of types in Scheduling/, and members that files in Scheduling/ write.</summary>
internal static class SharedData
{
    public static IReadOnlyList<WrittenMember> In(Sources sources)
    {
        var writes = (
            from file in sources.Core
            from write in Writes.In(file.Tree.GetRoot(), sources.ModelOf(file))
            where Sources.Declaring(write.Member).Any(Sources.IsInCore)
            select (write.Member, file.Path)).ToLookup(write => write.Member, write => write.Path, SymbolEqualityComparer.Default);
        return
        [
            .. from member in writes
            let owners = Sources.Declaring(member.Key!.ContainingType)
            where member.Concat(owners).Any(Sources.IsInScheduling)
            let files = member.Distinct().Order(StringComparer.Ordinal).ToLookup(owners.Contains)
            orderby member.Key.ContainingType.Name, member.Key.Name
            select new WrittenMember(member.Key.ContainingType.Name, member.Key.Name, [.. files[true]], [.. files[false]]),
        ];
    }
}
