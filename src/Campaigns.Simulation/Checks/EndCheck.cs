using Campaigns.Storage;

namespace Campaigns.Simulation;

/// <summary>Judges the final state, and the counters each time an engine reads them.</summary>
internal static class EndCheck
{
    /// <summary>Judges that the store's counters equal a count of its rows.</summary>
    public static void Counters(Judge judge, IReadOnlyList<(LaneRow Lane, IReadOnlyList<long> Counters)> lanes)
    {
        var books = judge.Books;
        var expected = books.Lanes.Keys.ToDictionary(lane => lane, _ => new long[Counter.Count]);
        foreach (var job in books.Jobs.Values)
        {
            var end = EndedWith(job.Campaign);
            var state = end is { } ended && job.Row.State is JobState.New or JobState.Waiting ? end!.Value : job.Row.State;
            expected[job.Row.Lane][Counter.Of(state)]++;
        }

        foreach (var (lane, counters) in lanes)
        {
            for (var state = JobState.New; state <= JobState.NoResponse; state++)
            {
                var (told, counted) = (counters[Counter.Of(state)], expected[lane.Id][Counter.Of(state)]);
                judge.Require(told == counted, 9, () => $"lane {lane} reports {told} jobs {state}; there are {counted}");
            }
        }
    }

    /// <summary>Judges that each contact is counted in one state, and that the statistics match the attempts.</summary>
    public static void Figures(Judge judge, CampaignFacts campaign, CampaignStatistics told)
    {
        var jobs = campaign.Jobs;
        var attempts = jobs.SelectMany(job => job.Attempts).Where(attempt => !attempt.IsRepeated).ToList();
        var end = EndedWith(campaign);
        long In(JobState state) =>
            jobs.Count(
                job => (LegalTransitions.IsEnd(job.Row.State) || job.Row.State == JobState.Live
                    ? job.Row.State
                    : end ?? job.Row.State) == state);
        void Equal(string what, long figure, long counted) =>
            judge.Require(figure == counted, 9, () => $"{campaign} reports {figure} {what}; there are {counted}");
        Equal("contacts", told.Total, jobs.Count);
        Equal("pending", told.Pending, In(JobState.New));
        Equal("waiting", told.WaitingForRetry, In(JobState.Waiting));
        Equal("live", told.Live, jobs.Count(job => job.Row.State == JobState.Live));
        Equal("completed", told.Completed, In(JobState.Completed));
        Equal("failed", told.Failed, In(JobState.Failed));
        Equal("unknown", told.Unknown, In(JobState.Unknown));
        Equal("canceled", told.Canceled, In(JobState.Canceled));
        Equal("expired", told.Expired, In(JobState.Expired));
        Equal("removed", told.Removed, In(JobState.Removed));
        Equal("suppressed", told.Suppressed, In(JobState.Suppressed));
        Equal("replied", told.Replied, In(JobState.Replied));
        Equal("without response", told.NoResponse, In(JobState.NoResponse));
        foreach (var kind in Enum.GetValues<WaitingFor>().Where(kind => kind != WaitingFor.Turn))
        {
            Equal($"waiting for {kind}", told.Waiting.GetValueOrDefault(kind), end is null ? jobs.Count(
                job => job.Row.State == JobState.Waiting && job.Lane.Kind == kind) : 0);
        }

        Equal("retries", told.RetriesAttempted, attempts.Count(
            attempt => attempt.IsEnded && attempt.Row.Try > 1 && LegalTransitions.Spends(attempt.Row.Outcome)));
        foreach (var outcome in Enum.GetValues<AttemptOutcome>().Where(outcome => outcome != AttemptOutcome.None))
        {
            Equal($"× {outcome}", told.Outcomes.GetValueOrDefault(outcome), attempts.Count(attempt => attempt.Row.Outcome == outcome));
        }

        judge.Require(told.State == campaign.State, 9, () => $"{campaign} reports {told.State}, but is {campaign.State}");
    }

    /// <summary>Judges that all campaigns and jobs end after the faults have stopped.</summary>
    public static void Ended(Judge judge, Dictionary<CampaignFacts, string> reasons)
    {
        foreach (var campaign in judge.Books.Campaigns.Values)
        {
            if (!LegalTransitions.IsEnd(campaign.State))
            {
                var open = campaign.Jobs.Where(job => !LegalTransitions.IsEnd(job.Row.State)).ToList();
                judge.Violate(9, $"{campaign} is {campaign.State} and does not end; {open.Count} jobs are open, {open.FirstOrDefault()}: closed gates [{reasons.GetValueOrDefault(campaign)}]");
            }

            foreach (var job in campaign.Jobs.Where(job => LegalTransitions.IsEnd(campaign.State) || LegalTransitions.IsEnd(job.Row.State)))
            {
                Ended(judge, job, EndedWith(campaign));
            }
        }
    }

    /// <summary>Judges that a contact's timeline holds the kept attempts, each with its committed number.</summary>
    public static void Timeline(Judge judge, JobFacts job, ContactStatus told) => judge.Require(
        told.Timeline.Select(entry => entry.Attempt.Number).SequenceEqual(
            job.Attempts.Where(attempt => !attempt.IsRepeated).Select(attempt => attempt.Row.Number)),
        9,
        () => $"{job} reports {told.Timeline.Count} attempts; {job.Attempts.Count(attempt => !attempt.IsRepeated)} are kept of {job.Attempts.Count}");

    /// <summary>Judges that lists hold exactly the contacts in a state and the attempts with an outcome, in order.</summary>
    public static void Lists(
        Judge judge, CampaignFacts campaign, (JobState State, IReadOnlyList<ContactStatus> Told) contacts,
        (AttemptOutcome Outcome, IReadOnlyList<ContactAttempt> Told) attempts)
    {
        var end = EndedWith(campaign);
        var ofState = campaign.Jobs.OrderBy(job => job.Row.Id).Where(job =>
            (LegalTransitions.IsEnd(job.Row.State) || job.Row.State == JobState.Live ? job.Row.State : end ?? job.Row.State)
            == contacts.State).ToList();
        judge.Require(
            ofState.Select(job => job.Contact.Key).SequenceEqual(contacts.Told.Select(contact => contact.Contact.Key)),
            9,
            () => $"{campaign} lists {contacts.Told.Count} contacts {contacts.State}; there are {ofState.Count}");
        var ofOutcome = campaign.Jobs.OrderBy(job => job.Row.Id).SelectMany(job => job.Attempts)
            .Where(attempt => !attempt.IsRepeated && attempt.IsEnded && attempt.Row.Outcome == attempts.Outcome)
            .Select(attempt => (attempt.Row.Job, attempt.Row.Number)).ToList();
        judge.Require(
            ofOutcome.SequenceEqual(attempts.Told.Select(attempt => (attempt.Entry.Attempt.Job, attempt.Entry.Attempt.Number))),
            9,
            () => $"{campaign} lists {attempts.Told.Count} attempts {attempts.Outcome}; there are {ofOutcome.Count}");
    }

    /// <summary>Judges that each provider's status matches its attempts.</summary>
    public static void Providers(Judge judge, IReadOnlyList<ProviderStatus> told)
    {
        foreach (var status in told)
        {
            var provider = judge.Books.Providers[status.Name];
            judge.Require(
                status.Live == provider.Live.Count && status.Dispatching <= status.Live,
                3,
                () => $"{provider} reports {status.Live} live, {status.Dispatching} dispatching; there are {provider.Live.Count}");
            judge.Require(
                status.Settings == provider.Settings.Latest, 9,
                () => $"{provider} reports {status.Settings}; the settings are {provider.Settings.Latest}");
            judge.CallerIds.Told(status);
        }
    }

    /// <summary>Judges that the engine lists exactly the kept reports, and none about a known call.</summary>
    public static void Unmatched(Judge judge, IReadOnlyList<UnmatchedReport> told)
    {
        judge.Require(
            told.Select(report => report.Report).SequenceEqual(judge.Reports.Kept.Select(row => row.Report)),
            7,
            () => $"the engine shows {told.Count} unmatched reports; {judge.Reports.Kept.Count()} are kept");
        var oldest = judge.Kernel.Wall - judge.Plan.Sizes.ReportAge - TimeSpan.FromMinutes(5);
        judge.Require(judge.Reports.Kept.All(row => row.ReceivedAt > oldest), 7, () => $"a report has been kept since before {oldest}");
        foreach (var attempt in judge.Books.Calls.Values)
        {
            judge.Reports.CallIsKnown(attempt);
        }
    }

    /// <summary>The state in which a campaign's open jobs end; null if each job has its own end.</summary>
    public static JobState? EndedWith(CampaignFacts campaign) => campaign.State switch
    {
        CampaignState.Canceled => JobState.Canceled,
        CampaignState.Expired => JobState.Expired,
        _ => null,
    };

    private static void Ended(Judge judge, JobFacts job, JobState? end)
    {
        judge.Require(
            LegalTransitions.IsEnd(job.Row.State) || (end is not null && job.Row.State != JobState.Live), 9, () => $"{job} has not ended");
        var last = job.Attempts.LastOrDefault(attempt => LegalTransitions.Spends(attempt.Row.Outcome));
        var fits = job.Row.State switch
        {
            JobState.Unknown => last?.Row.Outcome == AttemptOutcome.Unknown,
            JobState.Completed when job.Script.IsDrip => true, // already judged when the job ended
            JobState.Failed when job.Script.IsDrip || job.Script.Steps.Any(step => step is not (ContactStep or DelayStep)) => true,
            JobState.Completed => last is not null && (last.Row.Outcome == AttemptOutcome.Completed || MayPass(last)),
            JobState.Failed =>
                last is not null && (last.Row.Outcome is not (AttemptOutcome.Completed or AttemptOutcome.Unknown) || HasOptedOut(job)),
            _ => true,
        };
        judge.Require(fits || end is not null, 7, () => $"{job} does not follow from its last attempt, {last}");
        judge.Results.Ended(job);
        foreach (var attempt in job.Attempts)
        {
            judge.Require(attempt.IsEnded, 7, () => $"{attempt} has no outcome");
            judge.Require(attempt.Row.Outcome >= attempt.Acknowledged, 7, () => $"{attempt} lost its outcome {attempt.Acknowledged}");
        }
    }

    /// <summary>
    /// Whether any attempt is an opt-out. A report may have recorded it on an earlier attempt while a later one was live.
    /// </summary>
    private static bool HasOptedOut(JobFacts job) => job.Attempts.Exists(attempt => attempt.Row.Outcome == AttemptOutcome.OptedOut);

    private static bool MayPass(AttemptFacts attempt) =>
        !attempt.Job.Script.EndsOnFailure(attempt.Row.Step) && attempt.Row.Outcome != AttemptOutcome.OptedOut;
}
