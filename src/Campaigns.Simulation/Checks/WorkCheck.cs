namespace Campaigns.Simulation;

/// <summary>
/// Judges work conservation: when the store and the providers are well and the engine is idle, no job that could be sent is left. It checks
/// after calm periods. It also judges cost by the store calls in hours without work.
/// </summary>
internal sealed class WorkCheck(SimulatedWorld world, SimulatedHost host)
{
    private const int CallsAnIdleHour = 60;
    private long _calls;
    private long _sends;
    private long _events;

    /// <summary>Judges, after a calm minute, that no job is left that could be sent.</summary>
    public void JudgeReady()
    {
        var (books, now) = (world.Judge.Books, world.Kernel.Wall);
        if (!host.IsUp || books.Everything.Row.Latest.Held || !HasRoom(books.Everything, books.Live.Count, now))
        {
            return;
        }

        foreach (var campaign in books.Campaigns.Values.Where(campaign => IsOpen(campaign, now)))
        {
            if (campaign.Jobs.Find(job => CouldGo(books, job, now)) is { } job)
            {
                world.Judge.Violate(
                    5,
                    $"{job} could be sent, but nothing happens, after "
                        + (job.Attempts.Count > 0 ? FrequencyCheck.Describe(books, job.Attempts[^1]) : "no attempt"));
                return;
            }
        }
    }

    /// <summary>
    /// The time until a paused or held job expires, plus two minutes to process it; zero if that is more than three days.
    /// </summary>
    public TimeSpan UntilExpiry()
    {
        var closed = world.Judge.Books.Campaigns.Values.Where(campaign =>
            campaign.State == CampaignState.Paused || (campaign.State == CampaignState.Running && campaign.Tenant.Row.Latest.Held));
        var expiries = closed.SelectMany(campaign => campaign.Jobs)
            .Where(job => job.Row.State is JobState.New or JobState.Waiting && job.Row.Expires != 0)
            .Select(job => job.Row.Expires - world.Kernel.Wall.UtcTicks);
        var first = TimeSpan.FromTicks(expiries.DefaultIfEmpty(long.MaxValue).Min());
        return first <= TimeSpan.Zero || first > TimeSpan.FromDays(3) ? TimeSpan.Zero : first + TimeSpan.FromMinutes(2);
    }

    /// <summary>Judges, after a calm period, that all jobs past their expiry have ended, even if gates are closed.</summary>
    public void JudgeExpired()
    {
        var before = world.Kernel.Wall.UtcTicks - TimeSpan.TicksPerMinute;
        foreach (var campaign in world.Judge.Books.Campaigns.Values.Where(campaign => host.IsUp && !LegalTransitions.IsEnd(campaign.State)))
        {
            if (campaign.Jobs.Find(
                job => job.Row.State is JobState.New or JobState.Waiting && job.Row.Expires != 0 && job.Row.Expires < before) is { } job)
            {
                world.Judge.Violate(
                    9,
                    $"{job} expired at {SequenceCheck.Text(job.Row.Expires)}; the campaign is {campaign.State}, but the job has not ended");
                return;
            }
        }
    }

    /// <summary>Begins an hour in which only sends and events should cause store calls.</summary>
    public void BeginHour() => (_calls, _sends, _events) = (world.StoreCalls, world.Judge.Sends, world.Judge.Events);

    /// <summary>Judges the store calls of that hour.</summary>
    public void EndHour()
    {
        var calls = world.StoreCalls - _calls;
        var events = world.Judge.Events - _events; // queued jobs check now and then whether they may start, which may read the store
        var isIdle = world.Judge.Sends == _sends && events < CallsAnIdleHour / 2;
        world.Judge.Require(
            !isIdle || calls <= CallsAnIdleHour + (2 * events), 10,
            () => $"{calls} calls of the store in an hour in which nothing was sent");
    }

    /// <summary>Whether no campaign-wide gate is closed. Excludes campaigns with a rate, because a rate opens by itself.</summary>
    private bool IsOpen(CampaignFacts campaign, DateTimeOffset now)
    {
        var (settings, tenant) = (campaign.Row.Latest.Settings, campaign.Tenant.Row.Latest);
        return campaign.State == CampaignState.Running && (settings.Expiry is null || now < settings.Expiry) && settings.Rate is null
            && campaign.Live.Count < settings.MaxConcurrent && settings.Lateness.Action == LatenessAction.SendNow
            && campaign.Quotas.HaveRoom(settings.Quotas, now) && !tenant.Held && HasRoom(campaign.Tenant, campaign.Tenant.Live.Count, now);
    }

    private bool HasRoom(TenantFacts facts, int live, DateTimeOffset now) => facts.Row.Latest.Settings is var settings
        && settings.Rate is null && live < settings.MaxConcurrent && live < world.Plan.Sizes.MaxConcurrent && facts.Quotas.HaveRoom(
            settings.Quotas, now);

    private bool CouldGo(Books books, JobFacts job, DateTimeOffset now) => job.Lane.Kind switch
    {
        WaitingFor.Turn => CouldBeContacted(books, job, now),
        WaitingFor.Channel => IsLate(job, now)
            || (IsProven(books, job.Lane.Channel) && CouldBeContacted(books, job, now)),
        _ => IsLate(job, now),
    };

    /// <summary>Whether a job that continues by itself is more than a minute past its due time.</summary>
    private static bool IsLate(JobFacts job, DateTimeOffset now) =>
        job.Row.State == JobState.Waiting && job.Row.Due + TimeSpan.TicksPerMinute < now.UtcTicks;

    /// <summary>
    /// Whether no provider of a channel has ever failed or refused a tenant, so that only a request can make the channel unavailable.
    /// </summary>
    private static bool IsProven(Books books, string channel) =>
        books.Providers.Values.All(provider => provider.Channel != channel || !provider.HasFailed)
        && books.Tenants.All(tenant => tenant.Channel(channel).RefusedAt < 0);

    private bool CouldBeContacted(Books books, JobFacts job, DateTimeOffset now) =>
        (job.Row.State == JobState.New
            || (job.Row.State == JobState.Waiting && job.Lane.Kind == WaitingFor.Channel)
            || (job.Row.State == JobState.Waiting && job.Row.Due + TimeSpan.TicksPerMinute - LeadOf(job) < now.UtcTicks))
        && HasProvider(books, job.Lane.Channel, now)
        && Eligibility.OwnGatesAreOpen(world.Judge, job, now - TimeSpan.FromMinutes(1))
        && Eligibility.OwnGatesAreOpen(world.Judge, job, now);

    /// <summary>
    /// How far the due time of a retry is ahead of a clock that was set back, at least. The retry must not wait that long.
    /// </summary>
    private long LeadOf(JobFacts job) =>
        !job.Script.IsDrip && !job.IsRerun && job.Row.Tries > 0 && job.Attempts.Exists(attempt => attempt.Row.Step == job.Row.Step)
            ? world.Judge.Clock.SureLead
            : 0;

    /// <summary>Whether a provider has capacity. Excludes providers with a rate, because a rate opens by itself.</summary>
    private bool HasProvider(Books books, string channel, DateTimeOffset now)
    {
        foreach (var provider in books.Providers.Values)
        {
            var settings = provider.Settings.Latest;
            if (provider.Channel == channel && settings is { Rate: null, Switch: not ProviderSwitch.Off }
                && provider.Live.Count < Math.Min(settings.MaxConcurrent, world.Plan.Sizes.MaxDispatching) && provider.Quotas.HaveRoom(
                    settings.Quotas, now)
                && (provider.CallerIds.Count == 0 || provider.CallerIds.Exists(callerId => callerId.HasRoom(now))))
            {
                return true;
            }
        }

        return false;
    }
}
