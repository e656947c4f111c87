namespace Campaigns.Samples.Quickstart;

/// <summary>What a run came to.</summary>
/// <param name="Statistics">The campaign's figures at the end.</param>
/// <param name="Enrolment">Which rows were refused.</param>
/// <param name="Example">One contact with a story to tell; null when nobody was enrolled.</param>
internal sealed record RunResult(CampaignStatistics Statistics, EnrollmentReport Enrolment, ContactStatus? Example)
{
    /// <summary>How many contacts are looked at for one with a story.</summary>
    private const int MostLookedAt = 200;

    /// <summary>As many attempts as make a story.</summary>
    private const int Story = 3;

    /// <summary>How many reports of the provider the engine did not take, and why not the first of them.</summary>
    public required (int Count, string? First) FailedReports { get; init; }

    public static async Task<RunResult> CollectAsync(
        ICampaignClient client, CampaignStatistics statistics, EnrollmentReport enrolment, ContactFile file, SimulatedProvider provider)
    {
        var example = await FindExampleAsync(client, statistics.Campaign, file.ReadAgain().Take(MostLookedAt));
        return new RunResult(statistics, enrolment, example) { FailedReports = (provider.FailedReports, provider.FirstFailure) };
    }

    /// <summary>The first contact with several attempts, or else the one with the most.</summary>
    private static async Task<ContactStatus?> FindExampleAsync(ICampaignClient client, CampaignId campaign, IEnumerable<Contact> contacts)
    {
        ContactStatus? best = null;
        foreach (var contact in contacts)
        {
            if (await FindAsync(client, campaign, contact.Key) is { } found && found.Timeline.Count > (best?.Timeline.Count ?? -1))
            {
                best = found;
            }

            if (best?.Timeline.Count >= Story)
            {
                break;
            }
        }

        return best;
    }

    private static async Task<ContactStatus?> FindAsync(ICampaignClient client, CampaignId campaign, string key)
    {
        try
        {
            return await client.GetContactAsync(campaign, key);
        }
        catch (CampaignException problem) when (problem.Error == CampaignError.NotFound)
        {
            return null; // a row that was refused
        }
    }
}
