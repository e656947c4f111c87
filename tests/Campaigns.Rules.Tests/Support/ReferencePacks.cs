using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;

namespace Campaigns.Rules.Tests.Support;

/// <summary>The public types that a user's program sees without a package: those of .NET and ASP.NET Core.</summary>
internal static class ReferencePacks
{
    private static readonly string[] Packs = ["Microsoft.NETCore.App.Ref", "Microsoft.AspNetCore.App.Ref"];

    /// <summary>The folder of the reference packs, beside the runtime that runs the tests.</summary>
    public static string Folder { get; } = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../../packs"));

    /// <summary>The first pack that is missing on this machine, which has a runtime but no SDK; null if all are present.</summary>
    public static string? Missing =>
        Packs.FirstOrDefault(pack => !Directory.Exists(Path.Combine(Folder, pack)) || Libraries(pack).Length == 0);

    /// <summary>The namespaces and names of all public types. The name of a generic type ends with the number of its parameters.</summary>
    public static HashSet<(string Namespace, string Name)> PublicTypes() => [.. Packs.SelectMany(Libraries).SelectMany(TypesIn)];

    private static string[] Libraries(string pack) =>
        [.. Directory.GetFiles(Path.Combine(Folder, pack), "*.dll", SearchOption.AllDirectories).Where(file => file.Contains("net10.0"))];

    private static List<(string Namespace, string Name)> TypesIn(string file)
    {
        using var image = new PEReader(File.OpenRead(file));
        if (!image.HasMetadata)
        {
            return [];
        }

        var reader = image.GetMetadataReader();
        var types = from handle in reader.TypeDefinitions
                    let type = reader.GetTypeDefinition(handle)
                    where (type.Attributes & TypeAttributes.VisibilityMask) == TypeAttributes.Public
                    select (reader.GetString(type.Namespace), reader.GetString(type.Name));
        return [.. types];
    }
}
