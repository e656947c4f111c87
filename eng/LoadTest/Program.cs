using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Campaigns.LoadTest;

var options = LoadOptions.Read(args);
var folder = Directory.CreateTempSubdirectory("campaigns-load");
var key = "whsec_" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
try
{
    var port = HostProcess.FreePort();
    await using var dialer = new RecordingDialer(key, new Uri($"http://127.0.0.1:{port}/webhooks/dialer"), options.IsFull);
    await dialer.StartAsync();
    using var host = new HostProcess(port, Path.Combine(folder.FullName, "campaigns.db"), dialer.Address, key);
    using var run = new LoadRun(options, host, dialer);
    var result = await run.RunAsync();
    Console.WriteLine(result.ToJsonString());
    return (int?)result["lost"] is null or 0 && (int?)result["doubled"] is null or 0 ? 0 : 1;
}
finally
{
    folder.Delete(recursive: true);
}
