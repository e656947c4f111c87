namespace Campaigns.Samples.Quickstart;

/// <summary>The result of a run.</summary>
/// <param name="Statistics">The campaign's figures at the end.</param>
/// <param name="Enrollment">The enrollment report with the refused rows.</param>
/// <param name="Example">A contact with several attempts; null if no contact was enrolled.</param>
internal sealed record RunResult(CampaignStatistics Statistics, EnrollmentReport Enrollment, ContactStatus? Example)
{
    /// <summary>The maximum number of contacts examined for an example.</summary>
    private const int MostLookedAt = 200;

    /// <summary>The number of attempts that makes a good example.</summary>
    private const int Story = 3;

    /// <summary>The number of provider reports that the engine did not accept, and why it did not accept the first.</summary>
    public required (int Count, string? First) FailedReports { get; init; }

    public static async Task<RunResult> CollectAsync(
        ICampaignClient client, CampaignStatistics statistics, EnrollmentReport enrollment, ContactFile file, SimulatedProvider provider)
    {
        var example = await FindExampleAsync(client, statistics.Campaign, file.ReadAgain().Take(MostLookedAt));
        return new RunResult(statistics, enrollment, example) { FailedReports = (provider.FailedReports, provider.FirstFailure) };
    }

    /// <summary>Finds the first contact with several attempts, or else the contact with the most.</summary>
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
            return null; // a refused row
        }
    }
}
