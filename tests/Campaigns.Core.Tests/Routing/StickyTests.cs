using static Campaigns.Tests.Routing.Routes;

namespace Campaigns.Tests.Routing;

public class StickyTests
{
    private const int People = 30_000;

    [Fact]
    public void Contact_keeps_its_provider_in_every_campaign_of_its_tenant()
    {
        var open = Choices(1, 1, 1, 1);
        var names =
            Enumerable.Range(0, 20).Select(campaign => ProviderRouters.StickyByContact.NameOf(For("ann", campaign: campaign), open));

        Assert.Single(names.Distinct());
    }

    [Fact]
    public void Tenant_keeps_its_provider_for_all_contacts()
    {
        var open = Choices(1, 1, 1, 1);
        var one = Enumerable.Range(0, 100).Select(i => ProviderRouters.StickyByTenant.NameOf(For($"p{i}"), open));
        var many = Enumerable.Range(0, 100).Select(i => ProviderRouters.StickyByTenant.NameOf(For("ann", tenant: $"t{i}"), open));

        Assert.Single(one.Distinct());
        Assert.Equal(4, many.Distinct().Count());
    }

    /// <summary>The choice is the same in every process, version and day. The expected values must never change.</summary>
    [Fact]
    public void Choice_hangs_on_the_names_alone()
    {
        string[] keys = ["ann", "bob", "cleo", "d\u00fcnya", "+15550100001", "e", "f", "g", "h", "i", "j", "k"];

        Assert.Equal("001120200110", string.Concat(keys.Select(key => ProviderRouters.StickyByContact.Pick(For(key), Choices(1, 1, 1)))));
        Assert.Equal(
            "020001222102",
            string.Concat(keys.Select(key => ProviderRouters.StickyByTenant.Pick(For("ann", tenant: key), Choices(1, 1, 1)))));
    }

    [Fact]
    public void Closed_provider_moves_its_own_people_alone_by_weight_and_they_come_back()
    {
        var all = Choices(1, 2, 3, 4);
        var home = Everybody(all);
        foreach (var closed in all)
        {
            var open = all.Without(closed.Name);
            var meanwhile = Everybody(open);
            Assert.All(home.Zip(meanwhile), pair => Assert.True(pair.First == closed.Name || pair.First == pair.Second));

            var moved = home.Zip(meanwhile).Where(pair => pair.First == closed.Name).Select(pair => pair.Second).ToList();
            AssertSplit(open, moved);
        }

        Assert.Equal(home, Everybody(all));
    }

    [Fact]
    public void Added_provider_takes_its_share_and_nobody_moves_between_the_others()
    {
        var all = Choices(2, 2, 1);
        var before = Everybody(all[..2]);

        var after = Everybody(all);

        Assert.All(before.Zip(after), pair => Assert.True(pair.Second == "provider-2" || pair.First == pair.Second));
        AssertSplit(all, after);
    }

    [Fact]
    public void People_spread_by_weight() => AssertSplit(Choices(1, 1, 1, 1), Everybody(Choices(1, 1, 1, 1)));

    private static List<string> Everybody(RouteChoice[] open) =>
        [.. Enumerable.Range(0, People).Select(i => ProviderRouters.StickyByContact.NameOf(For($"p{i:D5}"), open))];

    /// <summary>Checks that the split is within five standard deviations of the weights.</summary>
    private static void AssertSplit(RouteChoice[] open, List<string> names)
    {
        foreach (var choice in open)
        {
            var share = (double)choice.Weight / open.Sum(other => other.Weight);
            var spread = 5 * Math.Sqrt(names.Count * share * (1 - share));
            Assert.InRange(names.Count(name => name == choice.Name), (names.Count * share) - spread, (names.Count * share) + spread);
        }
    }
}
