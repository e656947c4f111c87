namespace Campaigns.Simulation;

/// <summary>Judges decisions and sends on a tenant's channel: none while it is unavailable, few when it becomes available again.</summary>
internal sealed class ChannelCheck(Judge judge)
{
    /// <summary>Records committed channel rows.</summary>
    public void Apply(Storage.CommitBatch batch)
    {
        foreach (var row in batch.Channels)
        {
            var channel = judge.Books.Tenant(row.Tenant).Channel(row.Channel);
            if (row.Unavailable is null && channel.Row.Latest.Unavailable is not null)
            {
                (channel.BackAt, channel.SinceBack) = (batch.Now.UtcTicks, 0);
                channel.BackUnder = (judge.Kernel.WallOffset, judge.Opens);
            }

            channel.Row.Commit(judge.Events, row);
        }
    }

    public void Decided(AttemptFacts attempt, DateTimeOffset now)
    {
        var (job, channel) = (attempt.Job, attempt.Job.Campaign.Tenant.Channel(attempt.Channel));
        judge.Require(channel.Row.Latest.Unavailable is null, 8, () => $"{attempt} was decided while {channel} is unavailable");
        judge.Require(
            job.Script.MayUse(attempt.Row.Step, attempt.Channel), 1,
            () => $"{attempt} was decided on {attempt.Channel}, which its step does not name");
        judge.Require(Script.HasAddress(job.Contact, attempt.Channel), 1, () => $"{attempt} was decided without an address");
        Paced(attempt, channel, now.UtcTicks);
        if (!job.IsRerun)
        {
            var step = attempt.Row.Step;
            var tries = job.Attempts.Count(
                other => other.Run == job.Run && other.Row.Step == step && other.IsEnded && LegalTransitions.Spends(other.Row.Outcome));
            var budget = job.Step(step).Retry.Attempts;
            judge.Require(
                tries < budget + job.Extra, 1, () => $"{attempt} is for step {step}, which has spent {tries} of {budget} attempts");
        }
    }

    public void Sent(AttemptFacts attempt)
    {
        var (job, now) = (attempt.Job, judge.Kernel.Wall);
        var channel = job.Campaign.Tenant.Channel(attempt.Channel);
        judge.Require(
            channel.Row.Any(row => row.Unavailable is null), 8,
            () => $"{attempt} was sent after it was acknowledged that {channel} is unavailable");
        judge.Require(job.Row.Expires == 0 || now.UtcTicks < job.Row.Expires, 8, () => $"{attempt} was sent after its job had expired, {SequenceCheck.Text(job.Row.Expires)}");
        judge.Require(job.EndedRun != attempt.Run, 8, () => $"{attempt} was sent after a reply was acknowledged");
        var window = job.Step(attempt.Row.Step).Window;
        judge.Require(
            job.Campaign.Row.Any(row => WindowCheck.IsOpen(window, attempt.ZoneBy(row), now)),
            2,
            () => $"{attempt} was sent outside its step's own window, {window}");
    }

    /// <summary>Judges that a channel gets at most one probe in the first second after it becomes available again.</summary>
    private void Paced(AttemptFacts attempt, ChannelFacts channel, long now)
    {
        if (channel.BackAt > 0
            && now >= channel.BackAt
            && now - channel.BackAt < TimeSpan.TicksPerSecond
            && channel.BackUnder == (judge.Kernel.WallOffset, judge.Opens))
        {
            channel.SinceBack++;
            judge.Require(
                channel.SinceBack <= 1, 3, () => $"{attempt} is number {channel.SinceBack} in the first second after {channel} was back");
        }
    }
}
