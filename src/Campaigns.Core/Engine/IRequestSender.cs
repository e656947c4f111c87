using Campaigns.Scheduling;
using Campaigns.Storage;

namespace Campaigns.Engine;

/// <summary>Sends questions to the loop and to the store. What reads lists needs no more of the client.</summary>
internal interface IRequestSender
{
    /// <summary>Runs a request about a campaign in the loop, and answers when it is committed.</summary>
    Task<T> AskAsync<T>(CampaignId campaign, Func<Scheduler, CampaignEntry, T> body, CancellationToken cancellationToken, string request);

    /// <summary>Runs a request in the loop, and completes when it is committed.</summary>
    Task DoAsync(Action<Scheduler> body, CancellationToken cancellationToken, string request, CampaignId? campaign);

    /// <summary>Reads from the store.</summary>
    Task<T> QueryAsync<T>(Func<IJobQueries, ValueTask<T>> query);
}
