namespace Campaigns;

/// <content>Manual tasks: steps that people do.</content>
public partial interface ICampaignOperations
{
    /// <summary>The manual tasks of a campaign, those that expire first first.</summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellationToken">Withdraws the request, if the engine has not taken it yet.</param>
    Task<IReadOnlyList<ManualTask>> ListTasksAsync(CampaignId campaign, int limit = 1_000, CancellationToken cancellationToken = default);

    /// <summary>Completes a manual task; the job goes on.</summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="contactKey">The contact's key.</param>
    /// <param name="result">What became of it.</param>
    /// <param name="cancellationToken">Withdraws the request, if the engine has not taken it yet.</param>
    /// <exception cref="CampaignException">The contact has no task now: it was completed, or its time is over.</exception>
    Task CompleteTaskAsync(CampaignId campaign, string contactKey, ManualTaskResult result, CancellationToken cancellationToken = default);
}
