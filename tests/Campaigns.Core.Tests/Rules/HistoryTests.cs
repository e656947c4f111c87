using Campaigns.Engine;
using Campaigns.Scheduling;
using Campaigns.Storage;
using static Campaigns.Tests.People;

namespace Campaigns.Tests.Rules;

/// <summary>The history that caps need: read in portions in parallel with the work, and forgotten when no cap needs it anymore.</summary>
public class HistoryTests
{
    private static readonly TenantSettings OnceInThreeDays = new() { Caps = [new FrequencyCap(1, 3)] };

    [Fact]
    public async Task Tenant_waits_for_its_history_and_says_so_while_everybody_else_goes()
    {
        var store = new PortionStore();
        using var harness = new CampaignHarness(options => Use(options, store));
        harness.Do(operations => operations.ChangeTenantAsync("a", OnceInThreeDays));
        harness.Run(Calls(StepRetryPolicy.None) with { Tenant = "a" }, Many(50));
        harness.Advance(Minutes(1));
        var again = harness.Run(
            Calls(StepRetryPolicy.None, name: "again") with { Tenant = "a", Start = Nine + Hours(1) }, Many(50, "again").Append(One()));
        harness.Run(Calls(StepRetryPolicy.None, name: "other") with { Tenant = "b", Start = Nine + Hours(1) }, Many(50));
        store.Blocks = true;

        harness.Restart();
        harness.AdvanceTo(Nine + Hours(1) + Seconds(2));

        Assert.Equal(100, harness.Provider.Dispatches.Count);
        Assert.Equal(51, (await AskAsync(harness, client => client.ExplainAsync(again)))["history"]);
        var gate = (await AskAsync(harness, client => client.ExplainAsync(again, "ann"))).Verdicts.Single(gate => gate.Gate == "history");
        Assert.False(gate.IsOpen);
        Assert.Contains("still being read", gate.Reason, StringComparison.Ordinal);

        store.Blocks = false;
        harness.Advance(Seconds(1));

        Assert.Equal(101, harness.Provider.Dispatches.Count); // all except ann were tried within three days
        Assert.True(store.Portions > 10, $"{store.Portions} portions");
    }

    [Fact]
    public void Cap_that_is_turned_on_looks_back_on_what_was_before_it()
    {
        var store = new PortionStore();
        using var harness = new CampaignHarness(options => Use(options, store));
        harness.Provider.Otherwise(_ => DispatchResult.Completed(AttemptOutcome.Busy));
        var campaign = harness.Run(Calls(StepRetryPolicy.Fixed(9, Minutes(1)), maxConcurrent: 100), Many(40));
        harness.Advance(Minutes(3.5));
        Assert.Equal(160, harness.Provider.Dispatches.Count);

        harness.Do(operations => operations.ChangeTenantAsync("default", new TenantSettings { Caps = [new FrequencyCap(5, 1)] }));
        harness.Advance(Hours(1));
        Assert.Equal(200, harness.Provider.Dispatches.Count);
        Assert.Equal(40, harness.Do(client => client.ExplainAsync(campaign))["frequency"]);

        harness.Do(operations => operations.ChangeTenantAsync("default", new TenantSettings()));
        harness.Advance(Minutes(1.5));
        Assert.Equal(280, harness.Provider.Dispatches.Count);

        harness.Do(operations => operations.ChangeTenantAsync("default", new TenantSettings { Caps = [new FrequencyCap(8, 1)] }));
        harness.Advance(Hours(1));
        Assert.Equal(320, harness.Provider.Dispatches.Count);
    }

    [Fact]
    public void Change_that_looks_back_no_farther_reads_nothing()
    {
        var store = new PortionStore();
        using var harness = new CampaignHarness(options => Use(options, store));
        harness.Do(operations => operations.ChangeTenantAsync("default", OnceInThreeDays));
        harness.Run(Calls(StepRetryPolicy.None), Many(5));
        var read = store.Portions;

        harness.Do(operations => operations.ChangeTenantAsync("default", OnceInThreeDays with { MaxConcurrent = 5 }));
        harness.Do(operations => operations.ChangeTenantAsync("default", new TenantSettings { Caps = [new FrequencyCap(1, 2)] }));
        Assert.Equal(read, store.Portions);

        harness.Do(operations => operations.ChangeTenantAsync("default", OnceInThreeDays));
        Assert.True(store.Portions > read);
    }

    [Fact]
    public void Places_out_of_reach_are_given_back_and_those_within_are_not()
    {
        var places = new HistoryPlaces();
        var noted = new Dictionary<ulong, long>();
        var random = new Random(3);
        const long reach = 100;
        for (var now = 1_000L; now < 3_000; now++)
        {
            places.Forget(now - reach, now);
            for (var i = 0; i < 10; i++)
            {
                var address = (ulong)random.Next(2_000);
                var known = noted.GetValueOrDefault(address);
                ref var history = ref places.At(places.PlaceOf(new AddressKey(0, (int)(address % 2), address, null)));
                // If the clock is set back into the forgotten part, the history is read again.
                var isKnown = known >= now - reach || known > places.Forgotten;
                Assert.True(
                    history.LastAt == known || (history.LastAt == 0 && !isKnown),
                    $"{address} at {now}: {history.LastAt}, not {known}; forgotten up to {places.Forgotten}");
                if (random.Next(2) == 0)
                {
                    history.LastAt = now;
                    places.NoteUntil(now);
                    known = now;
                }

                noted[address] = known;
            }

            Assert.InRange(places.Count, 0, 10 * 3 * (int)reach);
        }

        places.Forget(9_000, 9_100);
        Assert.Equal(0, places.Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Attempts_of_an_address_stand_in_the_order_of_time_whatever_order_they_end_in(int seed)
    {
        var random = new Random(seed);
        var log = new HistoryLog();
        var histories = new ContactHistory[3];
        var expected = histories.Select(_ => new List<long>()).ToList();
        for (var i = 0; i < 300; i++) // enough for the log to grow several times
        {
            var (address, at) = (random.Next(histories.Length), 1L + random.Next(60)); // the clock is set back, and repeats times
            log.Add(ref histories[address], at);
            expected[address].Add(at);
            for (var j = 0; j < histories.Length; j++)
            {
                var (history, newestFirst) = (histories[j], expected[j].OrderDescending());
                Assert.Equal(newestFirst, Enumerable.Range(1, expected[j].Count).Select(number => log.FromLast(history, number)));
            }
        }
    }

    [Fact]
    public void Tenant_that_has_gone_quiet_gives_its_history_back()
    {
        using var harness = new CampaignHarness();
        harness.Do(operations => operations.ChangeTenantAsync("default", OnceInThreeDays));
        harness.Run(Calls(StepRetryPolicy.None, maxConcurrent: 500), Many(500));
        harness.Advance(Hours(1));
        Assert.Equal(1_000, PlacesOf(harness)); // a key and a number for each contact

        harness.Advance(TimeSpan.FromDays(9));

        Assert.Equal(0, PlacesOf(harness));
    }

    /// <summary>Asks while time advances, because each step waits for the store.</summary>
    private static async Task<T> AskAsync<T>(CampaignHarness harness, Func<ICampaignClient, Task<T>> ask)
    {
        var answer = ask(harness.Client);
        harness.Advance(Seconds(1));
        return await answer;
    }

    private static int PlacesOf(CampaignHarness harness) => harness.Do((ICampaignClient client) =>
        ((CampaignClient)client).AskAsync(scheduler => scheduler.State.Tenant("default").History.Places, CancellationToken.None));

    private static void Use(CampaignsOptions options, PortionStore store) => (options.Store, store.Time) = (store, options.TimeProvider);

    /// <summary>Reads histories in portions of five attempts, or blocks.</summary>
    private sealed class PortionStore() : ForwardingStore(new MemoryJobStore(new Random(1)))
    {
        public bool Blocks { get; set; }

        public int Portions { get; private set; }

        public override async ValueTask<HistoryPlace?> ReadHistoryAsync(
            string tenant, long since, HistoryPlace from, int limit, List<HistoryRow> into, CancellationToken cancellationToken)
        {
            if (Blocks)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), Time!, cancellationToken);
                return from;
            }

            Portions++;
            return await base.ReadHistoryAsync(tenant, since, from, 5, into, cancellationToken);
        }

        public TimeProvider? Time { get; set; }
    }
}
