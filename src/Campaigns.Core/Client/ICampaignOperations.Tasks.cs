namespace Campaigns;

/// <content>Manual tasks: steps that people perform.</content>
public partial interface ICampaignOperations
{
    /// <summary>Lists the manual tasks of a campaign, earliest expiry first.</summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="after">The <see cref="CampaignPage{T}.Next"/> of the page before. Null, the default: the first page.</param>
    /// <param name="limit">The maximum number of tasks, 1 to 1,000. Default: 100.</param>
    /// <param name="cancellationToken">Withdraws the request unless the engine has already taken it.</param>
    /// <exception cref="CampaignException">The campaign does not exist, or the cursor is not of this list.</exception>
    Task<CampaignPage<ManualTask>> ListTasksAsync(
        CampaignId campaign, string? after = null, int limit = 100, CancellationToken cancellationToken = default);

    /// <summary>Completes a manual task. The job continues.</summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="contactKey">The contact's key.</param>
    /// <param name="result">The result of the task.</param>
    /// <param name="cancellationToken">Withdraws the request unless the engine has already taken it.</param>
    /// <exception cref="CampaignException">The contact has no manual task now: the task was completed already, or has expired.</exception>
    Task CompleteTaskAsync(CampaignId campaign, string contactKey, ManualTaskResult result, CancellationToken cancellationToken = default);
}
