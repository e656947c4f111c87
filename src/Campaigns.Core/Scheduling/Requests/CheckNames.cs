namespace Campaigns.Scheduling;

/// <summary>Refuses campaigns whose check is not registered, because nothing of them would be sent.</summary>
internal static class CheckNames
{
    /// <summary>Adds a problem if the definition names a check that is not registered.</summary>
    public static void AddProblem(SchedulerState state, CampaignDefinition definition, Problems problems) => problems.Require(
        definition.Check is null || state.Settings.Checks.Contains(definition.Check),
        nameof(definition.Check),
        Problems.Quote(definition.Check),
        "register it with AddCheck, or name a check that is registered");

    /// <summary>Requires that the campaign's check is registered, before the campaign starts or resumes.</summary>
    /// <exception cref="CampaignException">The check is not registered.</exception>
    public static void Require(SchedulerState state, CampaignEntry campaign)
    {
        var problems = new Problems();
        AddProblem(state, campaign.Definition, problems);
        problems.ThrowIfAny($"Campaign {campaign.Id}");
    }
}
