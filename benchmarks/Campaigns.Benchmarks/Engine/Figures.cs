using System.Globalization;
using System.Text.Json;

namespace Campaigns.Benchmarks.Engine;

/// <summary>One figure, which is one output line.</summary>
internal sealed record Figure(string Scenario, string Metric, double Value, string Unit);

/// <summary>One measured value of a run.</summary>
internal readonly record struct Sample(string Metric, double Value, string Unit);

/// <summary>Collects figures, and prints each as a JSON line as soon as it is known.</summary>
internal sealed class Figures
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };
    private readonly Dictionary<(string Scenario, string Metric), double> _values = [];

    public bool Has(string scenario, string metric) => _values.ContainsKey((scenario, metric));

    public double this[string scenario, string metric] => _values[(scenario, metric)];

    /// <summary>Prints the median of each metric over the runs of a scenario.</summary>
    public void AddMedians(string scenario, IReadOnlyList<IReadOnlyList<Sample>> runs)
    {
        foreach (var metric in runs.SelectMany(run => run).GroupBy(sample => (sample.Metric, sample.Unit)))
        {
            Add(scenario, metric.Key.Metric, Percentile([.. metric.Select(sample => sample.Value).Order()], 50), metric.Key.Unit);
        }
    }

    public void Add(string scenario, string metric, double value, string unit)
    {
        _values[(scenario, metric)] = value;
        var rounded = Math.Round(value, value < 10 ? 4 : 1);
        Console.WriteLine(JsonSerializer.Serialize(new Figure(scenario, metric, rounded, unit), Json));
    }

    /// <summary>Reports progress on the error stream, so that it does not mix with the figures.</summary>
    public static void Tell(string scenario, int run, IEnumerable<Sample> samples)
    {
        var values = samples.Select(sample => string.Create(CultureInfo.InvariantCulture, $"{sample.Metric} {sample.Value:0.####}"));
        Console.Error.WriteLine($"{scenario}, run {run}: {string.Join(", ", values)}");
    }

    /// <summary>A percentile of sorted values. The median of an even number of values is the mean of the two middle values.</summary>
    public static double Percentile(IReadOnlyList<double> sorted, double percent)
    {
        var place = percent / 100 * (sorted.Count - 1);
        var (below, above) = (sorted[(int)Math.Floor(place)], sorted[(int)Math.Ceiling(place)]);
        return below + ((above - below) * (place - Math.Floor(place)));
    }
}
