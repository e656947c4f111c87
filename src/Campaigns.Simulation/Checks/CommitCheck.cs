using Campaigns.Storage;

namespace Campaigns.Simulation;

/// <summary>Judges each commit and records it in the books.</summary>
internal sealed partial class CommitCheck(Judge judge)
{
    private readonly IntentCheck _intents = new(judge);
    private readonly SequenceCheck _sequences = new(judge);
    private readonly ChannelCheck _channels = new(judge);
    private readonly RefusalCheck _refusals = new(judge);
    private readonly QuotaCheck _quotas = new(judge);
    private readonly List<Move> _moves = [];
    private readonly HashSet<JobFacts> _corrected = [];
    private readonly Dictionary<JobFacts, (int Last, Contact Contact)> _former = [];
    private readonly List<Suppression> _suppressed = [];
    private readonly List<(JobFacts Job, JobRow Before)> _taken = [];
    private readonly HashSet<JobFacts> _touched = [];
    private readonly HashSet<long> _written = [];
    private readonly List<AttemptFacts> _new = [];
    private ILookup<long, AttemptRow> _attempts = Array.Empty<AttemptRow>().ToLookup(row => row.Job);

    public List<AttemptFacts> Apply(int process, CommitBatch batch, CommitReceipt receipt)
    {
        Clear();
        _attempts = batch.Attempts.ToArray().ToLookup(row => row.Job);
        judge.Triggers.Begin(batch);
        Campaigns(batch);
        Tenants(batch);
        Providers(batch);
        _channels.Apply(batch);
        Contacts(batch);
        ChangeJobs(batch, isKnown: true); // ends and starts of known jobs take effect before the commit's enrollments
        Enroll(batch, receipt);
        ChangeJobs(batch, isKnown: false);
        foreach (ref readonly var row in batch.Attempts)
        {
            Change(process, row);
        }

        foreach (ref readonly var delta in batch.Counters)
        {
            judge.Books.Counters[delta.Lane][delta.Counter] += delta.Delta;
        }

        _refusals.Committed(receipt);
        JudgeLive();
        judge.Results.Apply(batch.Results, _suppressed, _corrected);
        judge.EventLog.Committed(batch);
        judge.Triggers.Judge(batch);
        var known = Calls(batch);
        judge.Reports.Apply(batch.Reports, batch.Now, batch.Erasures);
        known.ForEach(judge.Reports.CallIsKnown);
        _moves.ForEach(move => _sequences.Judge(move, batch.Now.UtcTicks, _corrected.Contains(move.Job)));
        judge.Exclusives.Judge();
        _quotas.Judge(batch, _new); // counts what the turns of the caller ids are judged by
        _intents.Judge(batch.Now, _taken, _new, _touched);
        return [.. _new];
    }

    /// <summary>Applies the changed rows of known jobs, or of jobs that the commit itself enrolls.</summary>
    private void ChangeJobs(CommitBatch batch, bool isKnown)
    {
        var first = batch.NewJobs.Length == 0 ? long.MaxValue : batch.NewJobs[0].Row.Id;
        foreach (ref readonly var row in batch.Jobs)
        {
            if (row.Id < first == isKnown)
            {
                var id = row.Id;
                judge.Require(_written.Add(id), 9, () => $"job {id} is written twice in a commit");
                Change(judge.Books.Jobs[id], row, batch.Now.UtcTicks);
            }
        }
    }

    private void JudgeLive()
    {
        foreach (var job in _touched)
        {
            var live = job.Attempts.Count(attempt => !attempt.IsEnded);
            judge.Require(live == (job.Row.State == JobState.Live ? 1 : 0), 1, () => $"{job} has {live} live attempts");
        }
    }

    private void Clear()
    {
        _taken.Clear();
        _touched.Clear();
        _written.Clear();
        _new.Clear();
        _moves.Clear();
        _former.Clear();
        _corrected.Clear();
        _suppressed.Clear();
    }

    private void Campaigns(CommitBatch batch)
    {
        foreach (var row in batch.Campaigns)
        {
            var campaign = judge.Books.Campaign(row);
            judge.Require(
                LegalTransitions.Allows(campaign.State, row.State), 9, () => $"{campaign} went from {campaign.State} to {row.State}");
            if (LegalTransitions.IsEnd(row.State) && !LegalTransitions.IsEnd(campaign.State))
            {
                judge.Trace.Say(judge.Kernel, $"{campaign} is {row.State}");
            }

            EnrollmentCheck.Judge(judge, campaign, row);
            SettingsCheck.Judge(judge, campaign, row.Settings);
            ForgetSends(campaign.Sends, campaign.Row.Latest.Settings.Rate, row.Settings.Rate);
            campaign.Quotas.Change(campaign.Row.Latest.Settings.Quotas, row.Settings.Quotas);
            campaign.Row.Commit(judge.Events, row);
        }

        foreach (var lane in batch.Lanes)
        {
            judge.Books.Lanes.Add(lane.Id, lane);
            judge.Books.Counters.Add(lane.Id, new long[Counter.Count]);
        }
    }

    private void Tenants(CommitBatch batch)
    {
        foreach (var row in batch.Tenants)
        {
            var tenant = judge.Books.Tenant(row.Tenant);
            var before = tenant.Row.Latest;
            ForgetSends(tenant.Sends, before.Settings.Rate, row.Settings.Rate);
            tenant.Quotas.Change(before.Settings.Quotas, row.Settings.Quotas);
            var reason = row.Held && before.Held ? before.Reason : null;
            judge.Require(row.Reason == reason, 7, () => $"{row.Tenant} is held because of \"{row.Reason}\" instead of \"{reason}\"");
            SettingsCheck.Judge(judge, before, row, batch.Now);
            tenant.Row.Commit(judge.Events, row);
        }

        foreach (var row in batch.Suppressions.Where(row => row.Text is not null)) // the entries of an erased person have no text
        {
            var entry = Suppression.Restore(row.Tenant, row.IsKey ? row.Text : null, row.Channel, row.IsKey ? null : row.Text);
            var list = judge.Books.Tenant(entry.Tenant).Suppressions;
            if (row.IsActive)
            {
                list.TryAdd(entry, false);
                _suppressed.Add(entry);
                SuppressionCheck.Mark(judge.Books.Jobs.Values, entry);
            }
            else
            {
                list.Remove(entry);
            }
        }
    }

    private void Providers(CommitBatch batch)
    {
        foreach (var (name, settings, revision) in batch.Providers)
        {
            var provider = judge.Books.Providers[name];
            SettingsCheck.Judge(judge, name, provider.Revision, revision);
            provider.Revision = revision;
            var next = settings ?? provider.Registered;
            ForgetSends(provider.Sends, provider.Settings.Latest.Rate, next.Rate);
            provider.Quotas.Change(provider.Settings.Latest.Quotas, next.Quotas);
            provider.Settings.Commit(judge.Events, next);
        }

        judge.CallerIds.Apply(batch);
    }

    /// <summary>Forgets sends when the rate changes. A rate counts only sends made under it.</summary>
    private static void ForgetSends(SendCounter sends, RateLimit? was, RateLimit? next)
    {
        if (was != next)
        {
            sends.Forget();
        }
    }

    private void Enroll(CommitBatch batch, CommitReceipt receipt)
    {
        for (var i = 0; i < batch.NewJobs.Length; i++)
        {
            var record = batch.NewJobs[i];
            var lane = judge.Books.Lanes[record.Row.Lane];
            var campaign = judge.Books.Campaigns[lane.Campaign.Value];
            var isTaken =
                campaign.Jobs.FindLast(job => job.Contact.Key == record.Contact.Key) is { } known && known.Row.State != JobState.Removed;
            var isRefused = receipt.Duplicates.Contains(i);
            judge.Require(isTaken == isRefused, 9, () => $"a contact of {campaign} was enrolled twice, or refused without a cause");
            judge.Require(record.Row.Protocol < 0 == record.Contact.ProtocolJson is not null, 9, () => $"job {record.Row.Id} of {campaign} does not follow its contact's protocol, or follows one that does not exist");
            CampaignId? running =
                receipt.Running.FirstOrDefault(refused => refused.Index == i) is { Campaign.Value: > 0 } other ? other.Campaign : null;
            if (!isTaken)
            {
                judge.Exclusives.Enrolled(campaign, record, lane.Kind == WaitingFor.Predecessor, running);
            }

            if (!isRefused && running is null) // the books follow the store, whether it is right or wrong
            {
                var job = new JobFacts(
                    record, campaign, lane) { Exclusive = ExclusiveCheck.Of(campaign, record.Contact), Since = batch.Now.UtcTicks };
                campaign.Jobs.Add(job);
                job.Exclusive?.Jobs.Add(job);
                judge.Exclusives.Touch(job);
                judge.Books.Jobs.Add(record.Row.Id, job);
                judge.Books.Counters[lane.Id][Counter.Of(record.Row.State)]++;
            }
        }
    }

    private void Change(JobFacts job, in JobRow row, long now)
    {
        var (before, to, lane) = (job.Row, row.State, judge.Books.Lanes[row.Lane]);
        var causes = Causes.Of(job, _attempts[row.Id], judge.Results.HasWish(row.Id)) with { IsTriggered = judge.Triggers.MayStart(job) };
        var passage = new Passage(job, row, lane, causes, now);
        judge.Require(passage.IsLegal || row.Protocol != before.Protocol, 9, () => $"{job} went from {before.State} to {to}");
        judge.Require(!passage.HasOutlivedStop, 8, () => $"{job} had to stop, but continues as {to}");
        if (judge.Trace.IsKept)
        {
            judge.Trace.Say(
                judge.Kernel, $"{job} is {to}, step {row.Step}, {row.Tries} tries, last {row.LastOutcome}, wishes {row.PendingActions}");
        }

        if (passage.IsTaken)
        {
            _taken.Add((job, passage.Waited));
        }

        job.Extra += passage.IsExtra ? 1 : 0;
        if (passage.IsAnew || passage.IsReopened)
        {
            job.HasOptedOut = false;
            (job.Run, job.Since) = (job.Run + 1, judge.Kernel.Wall.UtcTicks);
        }

        Enter(job, row, lane, passage);
        (job.Row, job.Lane) = (row, lane);
        judge.Exclusives.Touch(job);
        _touched.Add(job);
    }

    /// <summary>Notes how a job moved, to be judged when the commit's attempts are in the books.</summary>
    private void Enter(JobFacts job, in JobRow row, LaneRow lane, in Passage passage)
    {
        var (isAnew, isAtStart, beganNow, sinceStart) =
            (passage.IsAnew, passage.IsAtStart, passage.BeganNow, passage.SinceStart(judge.Events));
        var (before, from, after) = (job.Row, job.Lane, row);
        Migrate(job, row.Protocol);
        var waitedSince = job.WaitsSince;
        job.WaitsSince = from == lane ? job.WaitsSince : judge.Events;
        if (!isAnew)
        {
            _moves.Add(new Move(job, before, from, row, lane) { WaitedSince = waitedSince });
        }
        else if (!isAtStart)
        {
            judge.Require(beganNow, 9, () => $"{job} restarts as {after.State} at step {after.Step}, {lane.Kind}, due {SequenceCheck.Text(after.Due)}, expires {SequenceCheck.Text(after.Expires)}");
            _moves.Add(sinceStart);
        }
    }

    private void Migrate(JobFacts job, int version)
    {
        if (version != job.Row.Protocol)
        {
            _corrected.Add(job); // its place now follows from another version of the protocol
            MigrationCheck.Moved(judge, job, version);
        }
    }

    private void Change(int process, in AttemptRow row)
    {
        var job = judge.Books.Jobs[row.Job];
        _touched.Add(job);
        if (row.Number > job.Attempts.Count)
        {
            var number = row.Number;
            judge.Require(number == job.Attempts.Count + 1, 1, () => $"{job} has attempt {number} after {job.Attempts.Count}");
            var isByPerson = row.Provider == Books.ByPerson;
            var channel = isByPerson ? job.Step(row.Step).Channel : job.Lane.Channel;
            var contact = _former.TryGetValue(job, out var former) && number <= former.Last ? former.Contact : job.Contact;
            var added = new AttemptFacts(job, row, channel, process, contact);
            judge.Require(
                !isByPerson || (job.TaskRun == job.Run && row.Outcome == AttemptOutcome.Completed), 7,
                () => $"{added} was recorded, but no task was completed");
            judge.Books.Add(added);
            if (!isByPerson)
            {
                _new.Add(added);
            }

            return;
        }

        Change(job.Attempts[row.Number - 1], row);
    }
}
