using System.Diagnostics;
using System.Text;

namespace Campaigns.House;

internal sealed record CommandResult(string Command, int ExitCode, string Output)
{
    public CommandResult OrFail() =>
        ExitCode == 0 ? this : throw new InvalidOperationException($"`{Command}` ended with exit code {ExitCode}:\n{Output}");
}

/// <summary>Runs another program to its end and captures its output.</summary>
internal static class CommandLine
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(20); // catches hangs, not slowness

    public static CommandResult Dotnet(string folder, params string[] arguments) => Run(folder, "dotnet", arguments);

    public static CommandResult Run(string folder, string program, params string[] arguments)
    {
        var command = $"{program} {string.Join(' ', arguments)}";
        var output = new StringBuilder();
        using var process = new Process { StartInfo = Describe(folder, program, arguments) };
        process.OutputDataReceived += (_, line) => Append(output, line.Data);
        process.ErrorDataReceived += (_, line) => Append(output, line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        if (!process.WaitForExit(Limit))
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
            throw new TimeoutException($"`{command}` did not end within {Limit}:\n{output}");
        }

        process.WaitForExit(); // waits for the last line of output
        return new CommandResult(command, process.ExitCode, output.ToString());
    }

    private static ProcessStartInfo Describe(string folder, string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var inherited in start.Environment.Keys.Where(BelongsToTheBuildAroundUs).ToList())
        {
            start.Environment.Remove(inherited);
        }

        // A build server would outlive the command and keep its output open.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["UseSharedCompilation"] = "false";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        return start;
    }

    private static bool BelongsToTheBuildAroundUs(string variable) =>
        variable.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)
        || variable.StartsWith("VSTEST", StringComparison.OrdinalIgnoreCase);

    private static void Append(StringBuilder output, string? line)
    {
        lock (output)
        {
            output.Append(line).Append(line is null ? "" : "\n");
        }
    }
}
