using static Campaigns.Tests.People;

namespace Campaigns.Tests.Requests;

/// <summary>A harness has a scripted provider, or says that it has none when asked for it.</summary>
public class HarnessProviderTests
{
    [Fact]
    public void Scripted_provider_that_would_never_be_asked_is_refused()
    {
        ScriptedProvider? own = null;
        using var harness =
            new CampaignHarness(options => options.AddProvider("voice", own = new ScriptedProvider(options.TimeProvider!).Accepts()));
        var campaign = harness.Run(Calls(StepRetryPolicy.None), One());

        var refusal = Assert.Throws<InvalidOperationException>(() => harness.Provider);

        Assert.Contains("AddProvider", refusal.Message, StringComparison.Ordinal);
        harness.Report(own!.Dispatches[0].Request.Attempt, AttemptOutcome.Completed);
        Assert.Empty(own.Live);
        Assert.Equal(1, harness.Statistics(campaign).Completed);
    }

    [Fact]
    public void Scripted_provider_stands_beside_others_when_it_is_given_options()
    {
        ScriptedProvider? mail = null;
        using var harness = new CampaignHarness(
            options => options.AddProvider("email", mail = new ScriptedProvider(options.TimeProvider!)),
            voice: options => options.MaxConcurrent = 1);
        harness.Provider.Accepts();

        harness.Run(Calls(StepRetryPolicy.None), Many(3));

        Assert.Single(harness.Provider.Dispatches);
        Assert.Empty(mail!.Dispatches);
    }

    [Fact]
    public void Scripted_provider_goes_on_after_a_restart()
    {
        using var harness = new CampaignHarness();
        harness.Restart();

        harness.Run(Calls(StepRetryPolicy.None), One());

        Assert.Single(harness.Provider.Dispatches);
    }
}
