using System.Globalization;

namespace Campaigns.CrashTest;

/// <summary>The process that the test kills: an engine that enrolls its share of the contacts and contacts them.</summary>
internal static class NodeRole
{
    public const string Name = "node";

    /// <summary>The line that a node prints after it has taken over the store.</summary>
    public const string Open = "open";

    /// <summary>The line that a node prints when its contacts are enrolled and the campaign runs.</summary>
    public const string Running = "running";

    /// <summary>Far longer than a dispatch takes, even on a busy machine.</summary>
    private static readonly TimeSpan DispatchTimeout = TimeSpan.FromSeconds(4);

    /// <summary>Long enough for a slow store on a busy machine, so that only a hanging store exceeds it.</summary>
    private static readonly TimeSpan StoreTimeout = TimeSpan.FromMinutes(10);

    /// <summary>How long the last node waits for kept reports to match their attempts.</summary>
    private static readonly TimeSpan JoinPatience = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Runs a node. Arguments: place of the store, port of the provider, number of the node, "true" to run to the end, "true" for sabotage.
    /// </summary>
    public static async Task<int> RunAsync(string[] args)
    {
        Child.EndWithParent();
        var provider = new SocketProvider(int.Parse(args[1], CultureInfo.InvariantCulture), sabotage: bool.Parse(args[4]));
        using var opened = StorePlace.Open(args[0]);
        var options = new CampaignsOptions { Store = opened.Store, StoreTimeout = StoreTimeout, PageSize = 32, MaxWaitingInMemory = 64 };
        options.AddProvider(Channels.Voice, provider, use =>
        {
            use.Name = SocketProvider.Name;
            use.DispatchTimeout = DispatchTimeout; // after that time, attempts that a kill left unanswered are looked up
        });
        await using var engine = new CampaignEngine(options);
        await provider.ConnectAsync();
        await engine.StartAsync();
        await FeedReader.SubscribeAsync(engine.Feed);
        _ = FeedReader.ReadAsync(engine.Feed);
        Console.WriteLine(Open);
        var listening = provider.ListenAsync(engine.Reports);
        var last = int.Parse(args[2], CultureInfo.InvariantCulture);
        var campaign = await EnrollAsync(engine.Client, bool.Parse(args[3]) ? 0 : last, last);
        var drips = await EnrollDripsAsync(engine.Client, bool.Parse(args[3]) ? 0 : last, last);
        Console.WriteLine(Running);
        _ = Replies.TellAsync(engine.Reports, provider, last);
        if (bool.Parse(args[3]))
        {
            foreach (var each in drips.Prepend(campaign))
            {
                await EndAsync(engine.Client, each);
            }

            await JoinAsync(engine.Operations);
            return 0;
        }

        await listening;
        return 1; // the provider outlives its nodes
    }

    /// <summary>
    /// Enrolls the shares of nodes and prints a line after each acknowledgment. Contacts that a killed node already enrolled are refused as
    /// duplicates.
    /// </summary>
    private static async Task<CampaignId> EnrollAsync(ICampaignClient client, int first, int last)
    {
        var campaign = await client.CreateAsync(TestCampaign.Definition);
        for (var node = first; node <= last; node++)
        {
            var report = await client.AddContactsAsync(campaign, TestCampaign.ContactsOf(node));
            Console.WriteLine($"enrolled {node} {report.Added}");
        }

        if ((await client.GetStatisticsAsync(campaign)).State == CampaignState.Draft)
        {
            await client.StartAsync(campaign);
        }

        return campaign;
    }

    /// <summary>Enrolls shares into both drips in parallel. Each contact runs in one drip at a time.</summary>
    private static async Task<IReadOnlyList<CampaignId>> EnrollDripsAsync(ICampaignClient client, int first, int last)
    {
        var campaigns = new List<CampaignId>();
        foreach (var definition in TestDrips.Definitions)
        {
            var campaign = await client.CreateAsync(definition);
            campaigns.Add(campaign);
            if ((await client.GetStatisticsAsync(campaign)).State == CampaignState.Draft)
            {
                await client.StartAsync(campaign);
            }
        }

        for (var node = first; node <= last; node++)
        {
            await Task.WhenAll(campaigns.Select(campaign => client.AddContactsAsync(campaign, TestDrips.ContactsOf(node))));
        }

        return campaigns;
    }

    /// <summary>
    /// Waits until every report is matched to its attempt, because all reports are about our calls. The audit finds the rest.
    /// </summary>
    private static async Task JoinAsync(ICampaignOperations operations)
    {
        var pause = TimeSpan.FromMilliseconds(50);
        for (var waited = TimeSpan.Zero;
            waited < JoinPatience && (await operations.ListUnmatchedReportsAsync()).Items.Count > 0;
            waited += pause)
        {
            await Task.Delay(pause);
        }
    }

    private static async Task EndAsync(ICampaignClient client, CampaignId campaign)
    {
        await client.ChangeAsync(campaign, settings => settings with { KeepOpen = false });
        for (var ended = 0; ended < 10; ended++) // late callbacks may still revise what is unknown, or correct what has ended
        {
            ended = (await client.GetStatisticsAsync(campaign)).State.IsTerminal() ? ended : 0;
            await Task.Delay(TimeSpan.FromMilliseconds(50));
        }
    }
}
