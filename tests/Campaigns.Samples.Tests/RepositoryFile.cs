namespace Campaigns.Samples.Tests;

/// <summary>Files of the repository.</summary>
internal static class RepositoryFile
{
    /// <summary>Reads a file, by its path from the root of the repository.</summary>
    public static string Read(string path)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Campaigns.Core.sln")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException("The tests run outside the repository.");
        }

        return File.ReadAllText(Path.Combine(folder.FullName, path));
    }
}
