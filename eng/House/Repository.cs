using System.Reflection;

namespace Campaigns.House;

/// <summary>The source tree that this project was built from. Paths are relative to its root, with forward slashes.</summary>
internal static class Repository
{
    private static readonly string[] OutputFolders = [".git", "bin", "obj", "artifacts", "TestResults"];

    public static string Root { get; } = typeof(Repository).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == "RepositoryRoot").Value!;

    /// <summary>The files that git tracks or would track. Without git, all files except build output.</summary>
    public static IReadOnlyList<string> Files { get; } = [.. (ListWithGit() ?? Walk()).Where(Exists).Order(StringComparer.Ordinal)];

    public static IEnumerable<string> FilesUnder(string folder, string extension = "") =>
        Files.Where(file => file.StartsWith(folder + "/", StringComparison.Ordinal) && file.EndsWith(extension, StringComparison.Ordinal));

    public static string FullPath(string file) => Path.Combine(Root, file);

    public static bool Exists(string file) => File.Exists(FullPath(file));

    public static string Read(string file) => File.ReadAllText(FullPath(file)).ReplaceLineEndings("\n");

    private static IEnumerable<string>? ListWithGit()
    {
        try
        {
            string[] arguments = ["-c", "core.quotePath=false", "ls-files", "--cached", "--others", "--exclude-standard"];
            var listing = CommandLine.Run(Root, "git", arguments);
            return listing.ExitCode == 0 ? listing.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries) : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null; // git is not installed
        }
    }

    private static IEnumerable<string> Walk() =>
        Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
            .Where(file => !file.Split('/').Intersect(OutputFolders).Any());
}
