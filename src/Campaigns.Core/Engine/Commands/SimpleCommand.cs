using Campaigns.Scheduling;

namespace Campaigns.Engine;

/// <summary>A command that needs no data from the store except its campaign.</summary>
internal sealed class SimpleCommand<T>(Func<Scheduler, T> effect, CampaignId? campaign = null) : Command<T>(campaign)
{
    protected override ValueTask<T> ExecuteAsync(Scheduler scheduler, CommandReader reader) => new(effect(scheduler));
}
