using Campaigns.Scheduling;

namespace Campaigns.Engine;

/// <summary>A request that needs nothing from the store, but for its campaign.</summary>
internal sealed class SimpleCommand<T>(Func<Scheduler, T> effect, CampaignId? campaign = null) : Command<T>(campaign)
{
    protected override ValueTask<T> ExecuteAsync(Scheduler scheduler, CommandReader reader) => new(effect(scheduler));
}
