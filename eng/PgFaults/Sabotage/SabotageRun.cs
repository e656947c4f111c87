using System.Diagnostics;

namespace Campaigns.PgFaults;

/// <summary>
/// Builds the store with each bug in a folder of its own, puts it beside the built tests, and runs those that must fail. Build
/// tests/Campaigns.PostgreSql.Tests first, in Release.
/// </summary>
internal static class SabotageRun
{
    private const string Store = "Campaigns.PostgreSql";
    private static readonly string[] Settings =
        ["Directory.Build.props", "Directory.Packages.props", "nuget.config", "global.json", ".editorconfig", "eng"];

    /// <returns>The exit code: 1 if a bug was not noticed.</returns>
    public static async Task<int> RunAsync(IReadOnlyCollection<string> names)
    {
        var missed = 0;
        var repository = RepositoryOf(AppContext.BaseDirectory);
        var folder = Directory.CreateTempSubdirectory("campaigns-sabotage-").FullName;
        Prepare(repository, folder);
        foreach (var bug in StoreSabotage.All.Where(bug => names.Count == 0 || names.Any(bug.Name.Contains)))
        {
            var file = Path.Combine(folder, "src", Store, bug.File);
            var sound = await File.ReadAllTextAsync(file);
            await File.WriteAllTextAsync(file, bug.Apply(sound));
            var (isBuilt, errors) = await RunAsync(
                folder, "build", $"src/{Store}", "-c", "Release", "-v", "quiet", "--nologo", "-p:BuildProjectReferences=false",
                "-p:RunAnalyzers=false", "-p:TreatWarningsAsErrors=false");
            await File.WriteAllTextAsync(file, sound);
            var output = Path.Combine(folder, "src", Store, "bin/Release/net10.0", $"{Store}.dll");
            File.Copy(output, Path.Combine(folder, "tests", $"{Store}.dll"), overwrite: true);
            var (hasPassed, told) = await RunAsync(
                folder, "test", $"tests/{Store}.Tests.dll", "--nologo", "--filter", $"FullyQualifiedName~{bug.Tests}");
            var first = told.Split('\n').Select(line => line.Trim()).FirstOrDefault(line =>
                line.StartsWith("Failed ", StringComparison.Ordinal));
            var isNoticed = isBuilt && !hasPassed && first is not null;
            missed += isNoticed ? 0 : 1;
            Console.WriteLine($"{bug.Name}: {(isNoticed ? first : isBuilt ? "not noticed" : $"not built: {errors}")}");
        }

        Directory.Delete(folder, recursive: true);
        return missed == 0 ? 0 : 1;
    }

    /// <summary>Links what the build needs, and copies what it writes.</summary>
    private static void Prepare(string repository, string folder)
    {
        var sources = Directory.CreateDirectory(Path.Combine(folder, "src")).FullName;
        foreach (var name in Settings)
        {
            File.CreateSymbolicLink(Path.Combine(folder, name), Path.Combine(repository, name));
        }

        foreach (var library in Directory.GetDirectories(Path.Combine(repository, "src")))
        {
            if (Path.GetFileName(library) != Store)
            {
                Directory.CreateSymbolicLink(Path.Combine(sources, Path.GetFileName(library)), library);
            }
        }

        Copy(Path.Combine(repository, "src", Store), Path.Combine(sources, Store), name => name is not ("bin" or "obj"));
        Copy(Path.Combine(repository, "tests", $"{Store}.Tests", "bin/Release/net10.0"), Path.Combine(folder, "tests"), _ => true);
    }

    private static void Copy(string from, string to, Func<string, bool> takes)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }

        foreach (var folder in Directory.GetDirectories(from).Where(folder => takes(Path.GetFileName(folder))))
        {
            Copy(folder, Path.Combine(to, Path.GetFileName(folder)), takes);
        }
    }

    private static string RepositoryOf(string folder) => File.Exists(Path.Combine(folder, "global.json"))
        ? folder
        : RepositoryOf(Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The repository is not above this program."));

    private static async Task<(bool HasPassed, string Output)> RunAsync(string folder, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", arguments)
        {
            WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode == 0, await output + await errors);
    }
}
