using static Campaigns.Tests.People;

namespace Campaigns.Tests.Definition;

/// <summary>A definition can be checked without creating a campaign, and problems are told one by one.</summary>
public sealed class CheckTests
{
    [Fact]
    public void Check_refuses_what_creation_refuses_with_the_same_problems()
    {
        using var harness = new CampaignHarness();
        var definition = Calls(StepRetryPolicy.None) with
        {
            Weight = 0,
            Check = "unknown",
            Steps = [CampaignStep.Call(), CampaignStep.Message("fax", "Hello.")],
        };

        var check = Assert.Throws<CampaignException>(() => harness.Do(client => client.CheckAsync(definition)));
        var creation = Assert.Throws<CampaignException>(() => harness.Do(client => client.CreateAsync(definition)));

        Assert.Equal((CampaignError.Invalid, creation.Message), (check.Error, check.Message));
        Assert.Equal(creation.Problems, check.Problems);
        Assert.Equal(["Weight", "Channel", "Check"], check.Problems.Select(problem => problem.Split(' ')[0]));
    }

    [Fact]
    public void Check_of_a_valid_definition_creates_nothing()
    {
        using var harness = new CampaignHarness();

        harness.Do(client => client.CheckAsync(Calls(StepRetryPolicy.None) with { Key = "spring" }));

        Assert.Empty(harness.Campaigns());
    }
}
