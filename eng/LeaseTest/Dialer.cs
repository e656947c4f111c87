using System.Globalization;
using Campaigns.PostgreSql;

namespace Campaigns.LeaseTest;

/// <summary>
/// The process that is stopped: an engine on the store. Its provider is slow, so that committed attempts always wait for it, and prints
/// each contact that it reaches.
/// </summary>
internal sealed class Dialer : IProvider
{
    public const string Name = "dial";
    private const int Contacts = 100_000;
    private static readonly TimeSpan Call = TimeSpan.FromMilliseconds(5);

    public static async Task<int> RunAsync(string database, TimeSpan lease)
    {
        await using var store = new PostgreSqlJobStore(database, options => options.LeaseTime = lease);
        await using var engine = new CampaignEngine(new CampaignsOptions { Store = store }.AddProvider(Channels.Voice, new Dialer()));
        await engine.StartAsync();
        if (await engine.Client.FindAsync("default", Name) is null)
        {
            var campaign = await engine.Client.CreateAsync(new CampaignDefinition
            {
                Name = "Stopped", Key = Name, Steps = [CampaignStep.Call(StepRetryPolicy.None)], MaxConcurrent = 1_000,
            });
            await engine.Client.AddContactsAsync(campaign, Enumerable.Range(0, Contacts).Select(One));
            await engine.Client.StartAsync(campaign);
        }

        try
        {
            await engine.Completion;
            return 0;
        }
        catch (Exception fault)
        {
            Console.WriteLine($"fault {fault.GetType().Name}");
            return 3;
        }
    }

    public ValueTask<DispatchResult> DispatchAsync(DispatchRequest request, CancellationToken cancellationToken)
    {
        Console.WriteLine(request.Contact.Key);
        Thread.Sleep(Call);
        return new(DispatchResult.Completed(AttemptOutcome.Completed));
    }

    private static Contact One(int number) => new(
        string.Create(CultureInfo.InvariantCulture, $"C{number}"), string.Create(CultureInfo.InvariantCulture, $"+1555{number:D7}"));
}
