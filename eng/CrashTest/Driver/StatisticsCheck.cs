namespace Campaigns.CrashTest;

/// <summary>Checks that the statistics, which every commit updates by deltas, equal a count of the rows.</summary>
internal static class StatisticsCheck
{
    public static void Compare(Evidence evidence, List<string> violations)
    {
        var told = evidence.Statistics;
        var attempts = evidence.Contacts.SelectMany(contact => contact.Attempts).ToList();
        Equal("contacts", told.Total, evidence.Contacts.Count);
        Equal("pending", told.Pending, In(JobState.New));
        Equal("waiting", told.WaitingForRetry, In(JobState.Waiting));
        Equal("live", told.Live, In(JobState.Live));
        Equal("completed", told.Completed, In(JobState.Completed));
        Equal("failed", told.Failed, In(JobState.Failed));
        Equal("unknown", told.Unknown, In(JobState.Unknown));
        Equal("retries", told.RetriesAttempted, attempts.Count(row => row.Try > 1 && row.Outcome.SpendsAttempt()));
        foreach (var outcome in Enum.GetValues<AttemptOutcome>().Where(outcome => outcome != AttemptOutcome.None))
        {
            Equal($"× {outcome}", told.Outcomes.GetValueOrDefault(outcome), attempts.Count(row => row.Outcome == outcome));
        }

        long In(JobState state) => evidence.Contacts.Count(contact => contact.State == state);

        void Equal(string what, long figure, long counted)
        {
            if (figure != counted)
            {
                violations.Add($"the statistics show {figure} {what}; the rows show {counted}");
            }
        }
    }
}
