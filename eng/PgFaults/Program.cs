using System.Globalization;
using Campaigns.PgFaults;

if (PostgreSqlServer.Missing is { } missing)
{
    Console.Error.WriteLine(missing);
    return 2;
}

return args switch
{
    ["--golden", var file] => await GoldenDatabase.WriteAsync(file),
    ["--sabotage", .. var bugs] => await SabotageRun.RunAsync(bugs),
    ["--sizes", var count] when TryCount(count, out var contacts) => await Sizes.MeasureAsync(contacts),
    [var count, .. var names] when TryCount(count, out var times) && names.All(Fault.Exists) => await FaultRun.RunAsync(times, names),
    _ => FaultRun.Explain(),
};

static bool TryCount(string text, out int count) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out count)
    && count > 0;
