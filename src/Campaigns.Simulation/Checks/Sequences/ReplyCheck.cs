namespace Campaigns.Simulation;

/// <summary>
/// Judges replies and other exit events: once one is acknowledged, no job that it ended sends anything. Counts what the jobs waited for.
/// </summary>
internal sealed class ReplyCheck(Judge judge)
{
    /// <summary>The number of jobs ended by a reply, by what they waited for. Live jobs count as committed or sent.</summary>
    public SortedDictionary<string, int> Hits { get; } = [];

    /// <summary>Finds the jobs that an event must end, before the event is reported.</summary>
    /// <returns>Each such job with its run and what it waits for.</returns>
    public List<(JobFacts Job, int Run, string Wait)> Told(ToldEvent told)
    {
        var tenant = judge.Books.Tenant(told.Happened.Tenant);
        var hit = new List<(JobFacts, int, string)>();
        foreach (var campaign in judge.Books.Campaigns.Values.Where(
            campaign => campaign.Tenant == tenant && EndCheck.EndedWith(campaign) is null))
        {
            foreach (var job in campaign.Jobs.Where(job => job.IsRunning && told.IsAbout(job) && told.OccurredSince(job.Since)))
            {
                if (job.Script.Exit?.Events.Contains(told.Happened.Name) == true)
                {
                    hit.Add((job, job.Run, WaitOf(job)));
                }
            }
        }

        return hit;
    }

    /// <summary>Judges the acknowledgment of an event.</summary>
    public void Acknowledged(List<(JobFacts Job, int Run, string Wait)> hit)
    {
        foreach (var (job, run, wait) in hit.Where(hit => hit.Job.Run == hit.Run && EndCheck.EndedWith(hit.Job.Campaign) is null))
        {
            const int reply = 4;
            var isEnding = job.Row.State == JobState.Live && (job.Row.PendingActions & reply) != 0;
            judge.Require(isEnding || LegalTransitions.IsEnd(job.Row.State), 8, () => $"a reply was acknowledged, but {job} continues");
            job.EndedRun = isEnding || job.Row.State == JobState.Replied ? run : job.EndedRun;
            if (job.EndedRun == run)
            {
                Hits[wait] = Hits.GetValueOrDefault(wait) + 1;
            }
        }
    }

    private static string WaitOf(JobFacts job) => job.Row.State switch
    {
        JobState.New => "new",
        JobState.Live => job.Attempts[^1].SentAt < 0 ? "committed" : "sent",
        _ => job.Lane.Kind.ToString().ToLowerInvariant(),
    };
}
