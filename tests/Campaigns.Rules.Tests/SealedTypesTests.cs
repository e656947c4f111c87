using System.Reflection;
using System.Runtime.CompilerServices;
using Campaigns.Rules.Tests.Support;

namespace Campaigns.Rules.Tests;

public sealed class SealedTypesTests
{
    [Fact]
    public void A_class_that_nobody_derives_from_is_sealed() =>
        Offenders.AssertNone(
            "A class without derived classes is sealed.",
            OpenLeaves(ShippedAssemblies.Loaded.SelectMany(WrittenTypes)));

    [Fact]
    public void Public_types_stand_in_the_namespaces_that_users_import() =>
        Offenders.AssertNone(
            "Public types are in Campaigns or Campaigns.Storage (Core), in Campaigns.Webhooks (Http), or in the namespace of their assembly.",
            from assembly in ShippedAssemblies.Loaded
            from type in assembly.GetExportedTypes()
            where !ShippedAssemblies.PublicNamespaces(assembly.GetName().Name!).Contains(type.Namespace)
            select $"{assembly.GetName().Name}: {type.FullName}");

    [Fact]
    public void The_rule_can_fail()
    {
        Type[] types = [typeof(OpenLeaf), typeof(OpenBase<>), typeof(SealedLeaf), typeof(AbstractLeaf), typeof(SealedTypesTests)];
        Assert.Equal([typeof(OpenLeaf).FullName], OpenLeaves(types));
    }

    private static IEnumerable<string> OpenLeaves(IEnumerable<Type> types)
    {
        var all = types.ToList();
        var bases = all.Select(type => type.BaseType).OfType<Type>().Select(Definition).ToHashSet();
        return
            from type in all
            where type is { IsClass: true, IsAbstract: false, IsSealed: false } && !bases.Contains(type)
            select type.FullName;
    }

    /// <summary>The types that somebody wrote. Razor generates the classes of components, and never seals them.</summary>
    private static IEnumerable<Type> WrittenTypes(Assembly assembly) =>
        assembly.GetTypes().Where(type => type.GetCustomAttribute<CompilerGeneratedAttribute>() is null
            && !(type.Namespace is { } name && ShippedAssemblies.IsOfComponents(name) && !type.IsSealed));

    private static Type Definition(Type type) => type.IsGenericType ? type.GetGenericTypeDefinition() : type;

    private class OpenLeaf;

    private class OpenBase<T>;

    private sealed class SealedLeaf : OpenBase<int>;

    private abstract class AbstractLeaf;
}
