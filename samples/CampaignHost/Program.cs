using Campaigns.Samples.CampaignHost;

return await HostCommand.RunAsync(args, async settings =>
{
    await using var app = CampaignHostApp.Build(settings);
    await app.RunAsync();
});
