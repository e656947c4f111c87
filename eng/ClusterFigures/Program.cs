using System.Globalization;
using Campaigns.ClusterFigures;
using Campaigns.Tests;

string[] kinds = ["commands", "throughput", "messages"];
var (wanted, numbers) = (args.Where(kinds.Contains).ToList(), args.Where(each => !kinds.Contains(each)).ToList());
if (numbers.Count > 1 || (numbers.Count == 1 && !int.TryParse(numbers[0], CultureInfo.InvariantCulture, out _)))
{
    await Console.Error.WriteLineAsync($"usage: cluster-figures [{string.Join("] [", kinds)}] [ROUNDS]");
    return 2;
}

if (PostgreSqlServer.Missing is { } missing)
{
    await Console.Error.WriteLineAsync(missing);
    return 2;
}

var rounds = numbers.Count == 1 ? int.Parse(numbers[0], CultureInfo.InvariantCulture) : 3;
await using var server = new FiguresServer();
await server.StartAsync();
foreach (var kind in wanted.Count > 0 ? wanted : [.. kinds])
{
    await (kind switch
    {
        "commands" => CommandLatency.MeasureAsync(server, rounds),
        "throughput" => ShardThroughput.MeasureAsync(server, rounds),
        _ => MessageCounts.MeasureAsync(server),
    });
}

return 0;
