using System.Globalization;
using Campaigns.WebhookLoad;

var seconds = args is [var first, ..] ? int.Parse(first, CultureInfo.InvariantCulture) : 30;
var folder = Directory.CreateTempSubdirectory("campaigns-webhooks");
try
{
    await using var run = new WebhookRun(Path.Combine(folder.FullName, "campaigns.db"), Number("--rate", 500));
    var result = await run.RunAsync(TimeSpan.FromSeconds(seconds), Number("--endpoints", 3));
    Console.WriteLine(result.ToJsonString());
    return (long)result["lost"]! == 0 ? 0 : 1;
}
finally
{
    folder.Delete(recursive: true);
}

int Number(string name, int byDefault) =>
    Array.IndexOf(args, name) is var at and >= 0 ? int.Parse(args[at + 1], CultureInfo.InvariantCulture) : byDefault;
