using System.Globalization;

namespace Campaigns.ClusterTest.World;

/// <summary>Tells which process has a local port, from /proc.</summary>
internal static class PortOwners
{
    /// <summary>The process that has a port; 0 if none of the given ones has.</summary>
    public static int Find(int port, IEnumerable<int> processes) =>
        SocketOf(port) is { } socket ? processes.FirstOrDefault(process => Has(process, socket)) : 0;

    private static string? SocketOf(int port)
    {
        var local = string.Create(CultureInfo.InvariantCulture, $":{port:X4}");
        foreach (var file in (string[])["/proc/net/tcp", "/proc/net/tcp6"])
        {
            foreach (var line in File.Exists(file) ? File.ReadLines(file).Skip(1) : [])
            {
                var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                if (words.Length > 9 && words[1].EndsWith(local, StringComparison.Ordinal) && words[9] != "0")
                {
                    return $"socket:[{words[9]}]";
                }
            }
        }

        return null;
    }

    private static bool Has(int process, string socket)
    {
        try
        {
            return Directory.GetFiles($"/proc/{process}/fd").Any(file => new FileInfo(file).LinkTarget == socket);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false; // it has ended
        }
    }
}
