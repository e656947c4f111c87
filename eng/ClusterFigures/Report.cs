using System.Globalization;
using System.Text.Json;

namespace Campaigns.ClusterFigures;

/// <summary>Prints figures, each as a line of JSON with the load of the machine.</summary>
internal static class Report
{
    /// <summary>Prints a figure.</summary>
    /// <param name="figure">The name.</param>
    /// <param name="members">Names and values.</param>
    public static void Print(string figure, params IEnumerable<(string Name, object Value)> members)
    {
        var text = new StringWriter(CultureInfo.InvariantCulture);
        text.Write($"{{\"figure\":\"{figure}\"");
        foreach (var (name, value) in members.Append(("machine_load", Load())))
        {
            text.Write(value is string word
                ? $",\"{name}\":\"{JsonEncodedText.Encode(word)}\""
                : string.Create(CultureInfo.InvariantCulture, $",\"{name}\":{value}"));
        }

        Console.WriteLine(text + "}");
    }

    /// <summary>A value that so many percent of the others do not exceed, in milliseconds.</summary>
    public static double Percentile(List<TimeSpan> times, int percent)
    {
        times.Sort();
        return Math.Round(times[(times.Count - 1) * percent / 100].TotalMilliseconds, 3);
    }

    /// <summary>The processes that ran or waited for a processor in the last minute, this one included.</summary>
    private static object Load() =>
        double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], NumberStyles.Float, CultureInfo.InvariantCulture);
}
