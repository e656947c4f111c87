namespace Campaigns.Simulation;

/// <summary>Judges migrations to another protocol version: only to the newest, and only if the sent steps are the same.</summary>
internal static class MigrationCheck
{
    public static void Moved(Judge judge, JobFacts job, int version)
    {
        var (old, next) = (job.Script, job.Campaign.Script(version));
        judge.Require(
            version == job.Campaign.Row.Latest.Versions.Count, 9, () => $"{job} was moved to version {version}, which is not the newest");
        foreach (var attempt in job.Attempts.Where(
            attempt => attempt.Run == job.Run && attempt.IsEnded && LegalTransitions.Spends(attempt.Row.Outcome)))
        {
            var step = attempt.Row.Step;
            var isSame = step < next.Steps.Count && Text(old, step) == Text(next, step);
            judge.Require(isSame, 9, () => $"{job} was moved to version {version}, but has passed step {step}, which differs");
        }
    }

    /// <summary>The text of a step, with defaults made explicit.</summary>
    private static string Text(Script script, int index)
    {
        var step = script.Steps[index];
        if (step is ContactStep contact)
        {
            step = contact with
            {
                OnFailure = script.EndsOnFailure(index) ? StepFailure.EndJob : StepFailure.NextStep,
                OnUnavailable = contact.OnUnavailable ?? (script.IsDrip ? UnavailablePolicy.Wait(TimeSpan.FromDays(3)) : null),
                OnNoAddress = contact.OnNoAddress ?? UnavailablePolicy.Skip,
            };
        }

        return DefinitionJson.Write(new ContactProtocol { Steps = [step] });
    }
}
