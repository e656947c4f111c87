using Microsoft.Extensions.Logging;

namespace Campaigns.Simulation;

/// <summary>The host code that the engine calls. Each part throws now and then.</summary>
internal sealed class HostCode(SimulatedWorld world, Random dice) : ILoggerFactory, ILogger
{
    public ICampaignStrategy Around(ICampaignStrategy strategy) => new Ranks(this, strategy);

    public IProviderRouter Around(IProviderRouter router) => new Picks(this, router);

    public Random Around(Random random) => new Fractions(this, random);

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public bool IsEnabled(LogLevel logLevel) => true;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        ThrowSometimes();

    public void Dispose()
    {
    }

    private void ThrowSometimes()
    {
        if (world.Faults.HostCode > 0 && dice.NextDouble() < world.Faults.HostCode)
        {
            throw new InvalidOperationException("The code of the host has a bug.");
        }
    }

    private sealed class Ranks(HostCode owner, ICampaignStrategy strategy) : ICampaignStrategy
    {
        public TimeSpan? Aging
        {
            get
            {
                owner.ThrowSometimes();
                return strategy.Aging;
            }
        }

        public CampaignRank RankOf(CampaignView campaign)
        {
            owner.ThrowSometimes();
            return strategy.RankOf(campaign);
        }
    }

    private sealed class Picks(HostCode owner, IProviderRouter router) : IProviderRouter
    {
        public int Pick(RouteRequest request, ReadOnlySpan<RouteChoice> open)
        {
            owner.ThrowSometimes();
            return router.Pick(request, open);
        }
    }

    private sealed class Fractions(HostCode owner, Random random) : Random
    {
        public override double NextDouble()
        {
            owner.ThrowSometimes();
            return random.NextDouble();
        }
    }
}
