using Campaigns.Samples.Cluster;

// Silos of one process share nothing but the database, as silos of several processes do.
var settings = ClusterSettings.Read(args);
var hosts = Enumerable.Range(0, settings.Silos).Select(number => ClusterHost.Build(settings, number)).ToList();
try
{
    foreach (var host in hosts)
    {
        await host.StartAsync();
        Console.WriteLine($"{settings.NameOf(hosts.IndexOf(host))} serves {string.Join(", ", host.Urls)}");
    }

    if (settings.IsDemo)
    {
        await Demo.RunAsync(hosts[0].Services.GetRequiredService<Campaigns.ICampaignClient>());
    }

    await Task.WhenAll(hosts.Select(host => host.WaitForShutdownAsync()));
}
finally
{
    foreach (var host in hosts)
    {
        await host.DisposeAsync();
    }
}
