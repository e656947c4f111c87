using System.Globalization;
using Campaigns;
using Campaigns.ClusterSimulation;

int[] numbers = [.. args.Select(arg => int.TryParse(arg, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1)];
if (numbers.Length > 3 || numbers.Any(number => number < 1))
{
    Console.Error.WriteLine("eng/simulate --cluster [SHARDS] [MINUTES] [SEED]   shares of limits over many shards; the last line is JSON");
    return 2;
}

var shards = numbers.ElementAtOrDefault(0) is > 0 and var given ? given : 1_000;
var options = new SimulationOptions
{
    Shards = shards,
    Calls = 5 * shards,
    Rate = RateLimit.PerSecond(2 * shards),
    Duration = TimeSpan.FromMinutes(numbers.ElementAtOrDefault(1) is > 0 and var minutes ? minutes : 10),
    Seed = numbers.ElementAtOrDefault(2) is > 0 and var seed ? seed : 1,
};
var world = new World(options);
world.Run();
Console.WriteLine(new Figures(world, world.PeakReports).Json());
return world.Judge.OverCap + world.Judge.OverRate == 0 ? 0 : 1;
