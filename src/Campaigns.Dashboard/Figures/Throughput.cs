using Campaigns.Dashboard.Pages.Recruiting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Campaigns.Dashboard.Figures;

/// <summary>
/// Remembers how many attempts of each running campaign had ended at each of the last minutes. Counts at one instant would read zero
/// while a
/// fast system works.
/// </summary>
internal sealed class Throughput(ICampaignClient client, TimeProvider time, ILogger<Throughput> logger) : BackgroundService
{
    /// <summary>The number of minutes that are kept.</summary>
    public const int Minutes = 60;

    private const int SamplesPerMinute = 6;
    private const int MostCampaigns = 1_000;
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1) / SamplesPerMinute;
    private readonly Lock _lock = new();
    private readonly Dictionary<CampaignId, List<long>> _ended = []; // the number of ended attempts at each sample, the newest last

    /// <summary>Whether a campaign of a role of recruiting was running at a sample.</summary>
    public bool HasRoles { get; private set; }

    /// <summary>The attempts that ended in each of the last minutes, the newest last; empty for a campaign that was not watched.</summary>
    public IReadOnlyList<long> PerMinute(CampaignId campaign)
    {
        lock (_lock)
        {
            if (!_ended.TryGetValue(campaign, out var samples) || samples.Count < 2)
            {
                return [];
            }

            var counts = new List<long>();
            for (var last = samples.Count - 1; last > 0; last -= SamplesPerMinute)
            {
                counts.Insert(0, samples[last] - samples[Math.Max(last - SamplesPerMinute, 0)]);
            }

            return counts;
        }
    }

    /// <summary>The attempts that ended in the last minute.</summary>
    public long LastMinute(CampaignId campaign) => PerMinute(campaign) is [.., var last] ? last : 0;

    /// <summary>Takes a sample of all running campaigns.</summary>
    public async Task SampleAsync(CancellationToken cancellationToken)
    {
        var seen = new Dictionary<CampaignId, long>();
        var young = new HashSet<CampaignId>();
        var filter = new CampaignFilter { State = CampaignState.Running };
        var page = await client.ListAsync(filter, limit: MostCampaigns, cancellationToken: cancellationToken);
        foreach (var statistics in page.Items)
        {
            HasRoles = HasRoles || RoleActions.RoleOf(statistics.Name) is not null;
            seen[statistics.Campaign] = statistics.Outcomes.Values.Sum();
            if ((statistics.StartedAt ?? statistics.CreatedAt) >= time.GetUtcNow() - Interval)
            {
                young.Add(statistics.Campaign);
            }
        }

        lock (_lock)
        {
            foreach (var gone in _ended.Keys.Where(campaign => !seen.ContainsKey(campaign)).ToList())
            {
                _ended.Remove(gone);
            }

            foreach (var (campaign, ended) in seen)
            {
                // All attempts of a young campaign ended after the sample before this one: a fast campaign must not look dead.
                var samples = _ended.TryGetValue(campaign, out var known) ? known : _ended[campaign] = young.Contains(campaign) ? [0] : [];
                samples.Add(ended);
                samples.RemoveRange(0, Math.Max(samples.Count - (Minutes * SamplesPerMinute) - 1, 0));
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await SampleAsync(stoppingToken);
            }
            catch (CampaignException error)
            {
                logger.LogDebug("The dashboard has no figures now: {Error}.", error.Error);
            }

            await Task.Delay(Interval, time, stoppingToken);
        }
    }
}
