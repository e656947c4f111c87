using Microsoft.Extensions.Hosting;

namespace Campaigns.Samples.EventQueue;

/// <summary>A campaign that greets whoever signs up: the event <c>signed.up</c> enrolls the contact.</summary>
internal sealed class Welcome(ICampaignClient client, ICampaignOperations operations) : IHostedService
{
    private static readonly CampaignDefinition Definition = new()
    {
        Name = "Welcome", Key = "welcome", KeepOpen = true,
        Steps = [CampaignStep.Message(Channels.Email, "You are in.", "Welcome!")],
    };

    private static readonly CampaignTrigger SignUp = new()
    {
        Tenant = "default", Name = "welcome", EventType = "signed.up", CampaignKey = "welcome",
        Contact = new ContactMapping
        {
            Key = "id", Addresses = new Dictionary<string, string> { [Channels.Email] = "email" },
        },
    };

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var campaign = await client.CreateAsync(Definition, cancellationToken); // returns the campaign with this key if there is one
        if ((await client.GetStatisticsAsync(campaign, cancellationToken)).State == CampaignState.Draft)
        {
            await client.StartAsync(campaign, cancellationToken);
        }

        await operations.SetTriggerAsync(SignUp, cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

/// <summary>Prints instead of sending.</summary>
internal sealed class PrintingProvider : IProvider
{
    public ValueTask<DispatchResult> DispatchAsync(DispatchRequest request, CancellationToken cancellationToken)
    {
        Console.WriteLine($"attempt {request.Attempt} of {request.Campaign.Name}");
        return new(DispatchResult.Completed(AttemptOutcome.Completed));
    }
}
