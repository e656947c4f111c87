namespace Campaigns.Orleans.Tests.Client;

/// <summary>Random requests get the same answers from four shards as from one engine, except for ids.</summary>
public sealed class DifferentialTests
{
    private const int Steps = 150;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Shards_answer_as_one_engine_does(int seed)
    {
        await using var single = await ShardsInMemory.StartAsync(1);
        await using var sharded = await ShardsInMemory.StartAsync(4);
        var engine = single.Engines[0];
        var one = new World(single, engine.Client, engine.Reports, engine.Operations);
        var client = sharded.Client();
        var many = new World(sharded, client, client, client);
        var script = new RandomRequests(new Random(seed));

        for (var step = 0; step < Steps; step++)
        {
            var (name, request) = script.Next(one.Campaigns.Count);
            one.Advance();
            many.Advance();
            await SettleAsync(one, many, $"seed {seed}, step {step}, before {name}");
            var expected = await one.RunAsync(request);
            var actual = await many.RunAsync(request);
            Assert.True(expected == actual, $"seed {seed}, step {step}, {name}:\n{expected}\n{actual}");
        }

        Assert.True(single.Provider.Dispatches.Count > 20, "too little happened");
    }

    /// <summary>Waits until both have dispatched what they can.</summary>
    private static async Task SettleAsync(World one, World many, string when)
    {
        var (first, second, last) = ("", "", "");
        try
        {
            await Waits.UntilAsync(async () =>
            {
                last = first;
                (first, second) = (await one.StateAsync(), await many.StateAsync());
                return first == second && first == last;
            });
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"{when}: the states differ:\n{first}\n{second}");
        }
    }
}
