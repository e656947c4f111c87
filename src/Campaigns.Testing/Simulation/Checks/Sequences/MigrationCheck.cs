namespace Campaigns.Testing;

/// <summary>Judges moves to another version of a protocol: to the newest, and never past what a job has been sent already.</summary>
internal static class MigrationCheck
{
    public static void Moved(Judge judge, JobFacts job, int version)
    {
        var (old, next) = (job.Script, job.Campaign.Script(version));
        judge.Require(version == job.Campaign.Row.Latest.Versions.Count, 9, () => $"{job} was moved to version {version}, which is not the newest");
        foreach (var attempt in job.Attempts.Where(attempt => attempt.Run == job.Run && attempt.IsEnded && Course.Spends(attempt.Row.Outcome)))
        {
            var step = attempt.Row.Step;
            var isSame = step < next.Steps.Count && Text(old.Steps[step]) == Text(next.Steps[step]);
            judge.Require(isSame, 9, () => $"{job} was moved to version {version}, and has passed step {step}, which differs");
        }
    }

    private static string Text(Step step) => DefinitionJson.Write(new Protocol { Steps = [step] });
}
