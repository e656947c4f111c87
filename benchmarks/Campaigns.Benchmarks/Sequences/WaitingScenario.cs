using System.Text;
using Campaigns.Benchmarks.Engine;

namespace Campaigns.Benchmarks.Sequences;

/// <summary>
/// Measures live heap per drip that waits in a delay. The heap includes all data of the engine and the in-memory store, the contact (a key
/// of ten characters, an address of twenty, a zone, no data, no content) and the duplicate index. It measures three cases: after the first
/// message, with its record; after a skipped first step, without a record; and with a different protocol for each contact.
/// </summary>
internal static class WaitingScenario
{
    private const int Contacts = 100_000;

    public static async Task<IReadOnlyList<Sample>> RunAsync(RunOptions options)
    {
        var sent = await MeasureAsync(Channels.Email, People());
        var leftOut = await MeasureAsync(Channels.LinkedIn, People()); // the contacts have no address on this channel
        var ownProtocol = await MeasureAsync(Channels.Email, People().Select(WithOwnProtocol));
        return
        [
            new("bytes_per_waiting_contact", sent, "B"),
            new("bytes_per_waiting_contact_without_attempts", leftOut, "B"),
            new("bytes_per_waiting_contact_with_its_own_protocol", ownProtocol, "B"),
            new("bytes_of_its_own_protocol_as_text", People().Take(1_000).Average(
                contact => Encoding.UTF8.GetByteCount(WithOwnProtocol(contact).ProtocolJson!)), "B"),
        ];
    }

    private static IEnumerable<Contact> People() => Drips.People(0, Contacts, Channels.Email);

    private static Contact WithOwnProtocol(Contact contact) => contact.WithProtocol(new ContactProtocol
    {
        Steps = [Message(Channels.Email) with { Content = $"Hello {contact.Key}" }, CampaignStep.Wait(
            TimeSpan.FromDays(2)), Message(Channels.Email)],
        Exit = new ExitRules(),
    });

    private static async Task<double> MeasureAsync(string firstChannel, IEnumerable<Contact> contacts)
    {
        var options = new CampaignsOptions { Store = new MemoryJobStore() };
        foreach (var channel in new[] { Channels.Email, Channels.LinkedIn })
        {
            options.AddProvider(channel, Drips.Sender, settings => settings.MaxDispatching = SteadyLoad.MaxDispatching);
        }

        await using var engine = new CampaignEngine(options);
        await engine.StartAsync();
        var campaign = await engine.Client.CreateAsync(new CampaignDefinition
        {
            Name = "Waiting",
            Steps = [Message(firstChannel), CampaignStep.Wait(TimeSpan.FromDays(2)), Message(Channels.Email)],
            Exit = new ExitRules(),
            MaxConcurrent = Contacts,
            KeepOpen = true,
        });
        await engine.Client.StartAsync(campaign);
        var empty = LiveHeap();
        await engine.Client.AddContactsAsync(campaign, contacts);
        while (await engine.Client.GetStatisticsAsync(campaign) is var now && (now.Pending > 0 || now.Live > 0))
        {
            await Task.Delay(20);
        }

        Drips.Require((await engine.Client.GetStatisticsAsync(campaign)).WaitingForRetry == Contacts, "not all contacts wait");
        return (LiveHeap() - empty) / (double)Contacts;
    }

    private static ContactStep Message(string channel) => new() { Channel = channel, Retry = StepRetryPolicy.None };

    private static long LiveHeap()
    {
        EngineBenchmark.CollectGarbage();
        return GC.GetTotalMemory(forceFullCollection: false);
    }
}
