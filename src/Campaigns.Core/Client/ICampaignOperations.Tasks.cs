namespace Campaigns;

/// <content>Manual tasks: steps that people perform.</content>
public partial interface ICampaignOperations
{
    /// <summary>Returns the manual tasks of a campaign, earliest expiry first.</summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="limit">The maximum number of tasks. Default: 1,000.</param>
    /// <param name="cancellationToken">Withdraws the request unless the engine has already taken it.</param>
    Task<IReadOnlyList<ManualTask>> ListTasksAsync(CampaignId campaign, int limit = 1_000, CancellationToken cancellationToken = default);

    /// <summary>Completes a manual task. The job continues.</summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="contactKey">The contact's key.</param>
    /// <param name="result">The result of the task.</param>
    /// <param name="cancellationToken">Withdraws the request unless the engine has already taken it.</param>
    /// <exception cref="CampaignException">The contact has no manual task now: the task was completed already, or has expired.</exception>
    Task CompleteTaskAsync(CampaignId campaign, string contactKey, ManualTaskResult result, CancellationToken cancellationToken = default);
}
