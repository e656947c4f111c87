using static Campaigns.Tests.Routing.Routes;

namespace Campaigns.Tests.Routing;

/// <summary>How evenly <see cref="ProviderRouters.Weighted"/> splits. Every failure names its seed.</summary>
public class WeightedTests
{
    [Fact]
    public void Counts_stay_within_one_of_the_shares_from_the_first_pick_on()
    {
        for (var seed = 1; seed <= 200; seed++)
        {
            var weights = new Random(seed).DrawWeights();
            AssertWithinOne(weights, Math.Min(3 * weights.Sum(), 5_000), $"seed {seed}");
        }
    }

    /// <summary>Weights with which a smooth round robin, which always serves the provider that lags most, is off by more than 1.</summary>
    [Fact]
    public void Counts_stay_within_one_where_a_smooth_round_robin_strays() =>
        AssertWithinOne([6, 16, 1, 29, 29, 1], 1_000, "chosen weights");

    [Fact]
    public void Counts_stay_exact_after_many_rounds()
    {
        int[] weights = [7, 997, 1, 331];
        var (router, open) = (ProviderRouters.Weighted(), Choices(weights));
        var counts = new long[weights.Length];
        const int Rounds = 500;
        for (var n = 0; n < Rounds * weights.Sum(); n++)
        {
            counts[router.Pick(For("ann"), open)]++;
        }

        Assert.Equal(weights.Select(weight => (long)weight * Rounds), counts);
    }

    [Fact]
    public void Shares_hold_among_those_that_are_open_however_often_that_changes()
    {
        for (var seed = 1; seed <= 200; seed++)
        {
            var random = new Random(seed);
            var all = Choices(random.DrawWeights());
            var router = ProviderRouters.Weighted();
            var owed = new double[all.Length];
            var open = all;
            for (var n = 0; n < 2_000; n++)
            {
                if (random.Next(3) == 0)
                {
                    open = [.. all.Where(_ => random.Next(3) > 0)];
                    open = open.Length < 2 ? all[..2] : open;
                }

                var pick = open[router.Pick(For("ann"), open)].Index;
                var total = open.Sum(choice => choice.Weight);
                foreach (var choice in open)
                {
                    owed[choice.Index] += (double)choice.Weight / total;
                }

                owed[pick]--;
                var isWithinTwo = owed.Max() < 2 && owed.Min() > -2;
                Assert.True(isWithinTwo, isWithinTwo ? "" : $"seed {seed}, pick {n}: {string.Join(", ", owed)}");
            }
        }
    }

    [Fact]
    public void Provider_that_was_down_gets_its_share_and_nothing_of_what_it_missed()
    {
        var (router, all) = (ProviderRouters.Weighted(), Choices(1, 1, 1));
        for (var n = 0; n < 100_000; n++)
        {
            router.Pick(For("ann"), all.AsSpan(0, 2));
        }

        var back = Enumerable.Range(0, 30).Select(_ => router.NameOf(For("ann"), all)).ToList();

        Assert.Equal(10, back.Count(name => name == "provider-2"));
        Assert.DoesNotContain(back.Zip(back.Skip(1)), pair => pair is ("provider-2", "provider-2"));
    }

    [Fact]
    public void Turns_are_spread_evenly_not_served_in_blocks()
    {
        var router = ProviderRouters.Weighted();
        var open = Choices(3, 1);

        var picks = string.Concat(Enumerable.Range(0, 12).Select(_ => router.Pick(For("ann"), open)));

        Assert.DoesNotContain("11", picks, StringComparison.Ordinal);
        Assert.DoesNotContain("0000000", picks, StringComparison.Ordinal);
        Assert.Equal(3, picks.Count(pick => pick == '1'));
    }

    private static void AssertWithinOne(int[] weights, int picks, string what)
    {
        var (router, open, total) = (ProviderRouters.Weighted(), Choices(weights), weights.Sum());
        var counts = new long[weights.Length];
        for (var n = 1; n <= picks; n++)
        {
            counts[router.Pick(For("ann"), open)]++;
            for (var i = 0; i < weights.Length; i++)
            {
                var isWithinOne = Math.Abs((counts[i] * total) - ((long)n * weights[i])) < total; // in integers
                Assert.True(isWithinOne, isWithinOne ? "" : $"{what}, pick {n}, provider {i}: {counts[i]}");
            }
        }
    }
}
