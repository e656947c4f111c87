using Campaigns.Storage;

namespace Campaigns.Simulation;

/// <summary>Judges the intents of a commit: whether the committed state allows each intent, and whether it was its turn.</summary>
internal sealed class IntentCheck(Judge judge)
{
    private readonly ProviderCheck _providers = new(judge);
    private readonly RetryCheck _retries = new(judge);
    private readonly ChannelCheck _channels = new(judge);

    public void Judge(DateTimeOffset now, List<(JobFacts Job, JobRow Before)> taken, List<AttemptFacts> intents, HashSet<JobFacts> touched)
    {
        foreach (var (job, before) in taken)
        {
            judge.Require(before.State == JobState.New || IsDue(before, now), 9, () => $"{job} was taken before it was due");
            judge.Require(!job.HasOptedOut, 8, () => $"{job} was tried again after the contact opted out");
            if (before.State == JobState.New)
            {
                RetriesFirst(job, now, touched);
            }
        }

        foreach (var attempt in intents)
        {
            Permitted(attempt, now);
            Caps(attempt);
            _providers.Decided(attempt);
            judge.CallerIds.Decided(attempt, now, intents);
            _retries.Decided(attempt);
            judge.Results.Decided(attempt);
            _channels.Decided(attempt, now);
        }
    }

    /// <summary>
    /// Whether a job is due. The pause after an attempt keeps counting when the clock is set back. The engine does not treat a clock step
    /// under one second as a jump.
    /// </summary>
    private bool IsDue(in JobRow row, DateTimeOffset now)
    {
        var isPause = row.Number > 0 && (row.PendingActions & 2) == 0;
        var lead = isPause && judge.Clock.MostLead > 0 ? judge.Clock.MostLead + TimeSpan.TicksPerSecond : 0;
        return row.Due <= now.UtcTicks + lead;
    }

    private void Permitted(AttemptFacts attempt, DateTimeOffset now)
    {
        var job = attempt.Job;
        var campaign = job.Campaign;
        var expiry = campaign.Row.Latest.Settings.Expiry;
        judge.Require(campaign.State == CampaignState.Running, 8, () => $"{attempt} was decided while the campaign is {campaign.State}");
        judge.Require(expiry is null || now < expiry, 8, () => $"{attempt} was decided after the campaign's expiry, {expiry:O}");
        judge.Require(!campaign.Tenant.Row.Latest.Held, 8, () => $"{attempt} was decided while {campaign.Tenant.Name} is held");
        judge.Require(!judge.Books.Everything.Row.Latest.Held, 8, () => $"{attempt} was decided while everything is held");
        judge.Require(
            !SuppressionCheck.IsSuppressed(job, attempt.Channel, acknowledgedOnly: false), 8,
            () => $"{attempt} was decided for a suppressed person");
        judge.Require(attempt.Row.Step == job.Row.Step, 9, () => $"{attempt} is for step {attempt.Row.Step}");
        var budget = job.Step(attempt.Row.Step).Retry.Attempts;
        judge.Require(
            attempt.Row.Try >= 1 && attempt.Row.Try <= budget + job.Extra, 9, () => $"{attempt} is try {attempt.Row.Try} of {budget}");
        judge.Require(
            !FrequencyCheck.IsCapped(judge.Books, campaign.Tenant.Row.Latest.Settings, attempt, now),
            3,
            () => $"{attempt} exceeds a frequency cap or breaks a cool-down after {FrequencyCheck.Describe(judge.Books, attempt)}");
        foreach (var other in judge.Books.Person(campaign.Tenant.Name!, attempt.Channel, attempt.Address))
        {
            judge.Require(other == attempt || other.IsEnded, 1, () => $"{attempt} was decided while {other} is live at the same address");
        }
    }

    private void Caps(AttemptFacts attempt)
    {
        var campaign = attempt.Job.Campaign;
        AtMost(campaign.Live.Count, campaign.Row.Latest.Settings.MaxConcurrent, attempt, "the campaign");
        AtMost(campaign.Tenant.Live.Count, campaign.Tenant.Row.Latest.Settings.MaxConcurrent, attempt, "the tenant");
        AtMost(judge.Books.Live.Count, judge.Books.Everything.Row.Latest.Settings.MaxConcurrent, attempt, "everything");
        AtMost(judge.Books.Live.Count, judge.Plan.Sizes.MaxConcurrent, attempt, "the engine");
    }

    private void AtMost(int live, int cap, AttemptFacts attempt, string whose) =>
        judge.Require(live <= cap, 3, () => $"{attempt} makes {live} live attempts; the cap of {whose} is {cap}");

    /// <summary>Whether a refusal lets other jobs go first, to test whether the provider places anything.</summary>
    private static bool LetsOthersGo(JobFacts job) =>
        job.Attempts is [.., { Row.Outcome: AttemptOutcome.NotPlaced or AttemptOutcome.Throttled }];

    /// <summary>Judges that no due retry in the lane with open gates was passed over for a new contact.</summary>
    private void RetriesFirst(JobFacts taken, DateTimeOffset now, HashSet<JobFacts> touched)
    {
        var campaign = taken.Campaign;
        if (campaign.Row.Latest.Settings.Lateness.Action != LatenessAction.SendNow)
        {
            return;
        }

        foreach (var job in campaign.Jobs)
        {
            if (job.Row.State == JobState.Waiting && job.Row.Due <= now.UtcTicks && !touched.Contains(job)
                && job.Row.Lane == taken.Row.Lane && !LetsOthersGo(job) && Eligibility.OwnGatesAreOpen(judge, job, now))
            {
                judge.Violate(4, $"{taken}, never tried, went before {job}, due since {new DateTimeOffset(job.Row.Due, TimeSpan.Zero):O}");
                return;
            }
        }
    }
}
