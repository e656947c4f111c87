namespace Campaigns.Rules.Tests.Support;

/// <summary>What a project beside the packed libraries needs to use them.</summary>
internal static class Consumer
{
    /// <summary>Adds the packed libraries to the machine's own package sources.</summary>
    public const string Feeds = """
        <configuration>
          <packageSources>
            <add key="packed" value="../packed" />
          </packageSources>
        </configuration>
        """;

    /// <summary>Arguments for a restore that reads the machine's package cache but writes to a folder.</summary>
    public static string[] RestoreInto(string folder)
    {
        var locals = CommandLine.Dotnet(folder, "nuget", "locals", "global-packages", "--list").OrFail();
        var cache = locals.Output.Split("global-packages:")[1].Trim();
        return [$"-p:RestoreFallbackFolders={cache}", $"-p:RestorePackagesPath={Path.Combine(folder, "packages")}"];
    }
}
