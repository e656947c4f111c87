using static Campaigns.Tests.People;

namespace Campaigns.Tests.Simulated;

public class DryRunProviderTests
{
    [Fact]
    public void Dry_run_shows_what_would_have_been_sent_and_when()
    {
        DryRunProvider? provider = null;
        using var harness =
            new CampaignHarness(options => options.AddProvider("voice", provider = new DryRunProvider(options.TimeProvider!)));
        var campaign = harness.Run(Calls(StepRetryPolicy.None) with { Rate = new RateLimit(1, Seconds(2)) }, Many(3));

        harness.Advance(Minutes(1));

        Assert.Equal([Nine, Nine + Seconds(2), Nine + Seconds(4)], provider!.Sends.Select(send => send.At));
        Assert.Equal(["p00001", "p00002", "p00003"], provider.Sends.Select(send => send.Request.Contact.Key));
        Assert.Equal(3, harness.Statistics(campaign).Completed);
    }

    [Fact]
    public void Calls_of_a_given_length_hold_their_slots_so_long()
    {
        DryRunProvider? provider = null;
        var sends = new List<DryRunSend>();
        using var harness = new CampaignHarness(options =>
            options.AddProvider(
                "voice", provider = new DryRunProvider(options.TimeProvider!, Minutes(3), sends.Add, options.TaskScheduler)));
        provider!.Reports = () => harness.Reports;
        var campaign = harness.Run(Calls(StepRetryPolicy.None, maxConcurrent: 2), Many(5));

        harness.Advance(Minutes(9));

        Assert.Equal([Nine, Nine, Nine + Minutes(3), Nine + Minutes(3), Nine + Minutes(6)], sends.Select(send => send.At));
        Assert.Empty(provider.Sends);
        Assert.Equal(5, harness.Statistics(campaign).Completed);
    }

    [Fact]
    public void What_would_have_been_sent_shows_no_address_in_a_log()
    {
        DryRunProvider? provider = null;
        using var harness =
            new CampaignHarness(options => options.AddProvider("voice", provider = new DryRunProvider(options.TimeProvider!)));
        harness.Run(Calls(StepRetryPolicy.None), One());

        Assert.DoesNotContain("555", provider!.Sends.Single().ToString(), StringComparison.Ordinal);
        Assert.Equal("+15550100001", provider.Sends.Single().Request.Address);
    }
}
