namespace Campaigns.AspNetCore.Tests.Support;

/// <summary>Files of the repository.</summary>
internal static class Repository
{
    /// <summary>The path of a file, from the root of the repository.</summary>
    public static string File(string path)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!System.IO.File.Exists(Path.Combine(folder.FullName, "Campaigns.Core.sln")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException("The tests run outside the repository.");
        }

        return Path.Combine(folder.FullName, path);
    }
}
