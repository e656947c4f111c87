namespace Campaigns.Engine;

/// <summary>Checks that change nothing, by the same code as the requests that they foretell.</summary>
internal sealed partial class CampaignClient
{
    public Task CheckAsync(CampaignDefinition definition, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(definition);
        var problems = FindProblems(definition);
        return DoAsync(scheduler => scheduler.Lifecycle.Check(definition, problems), cancellationToken);
    }

    private Problems FindProblems(CampaignDefinition definition)
    {
        var problems = definition.FindProblems();
        Templates.AddProblems(definition.Steps, problems).AddProblems(definition, problems);
        return problems;
    }
}
