namespace Campaigns.Scheduling;

/// <summary>Counts a campaign's ended attempts by try and outcome, in memory only.</summary>
internal sealed class TryTally
{
    private static readonly AttemptOutcome[] Outcomes = Enum.GetValues<AttemptOutcome>();
    private static readonly int Width = (int)Outcomes[^1] + 1;
    private long[]? _counts; // null until the first attempt ends, as most campaigns of a host are idle

    /// <summary>Counts an attempt. An attempt that ended before the tally began is not taken away.</summary>
    public void Count(int @try, AttemptOutcome outcome, int change)
    {
        _counts ??= new long[CampaignStatistics.MostTriesApart * Width];
        ref var count = ref _counts[((Math.Clamp(@try, 1, CampaignStatistics.MostTriesApart) - 1) * Width) + (int)outcome];
        count = Math.Max(0, count + change);
    }

    public Dictionary<int, IReadOnlyDictionary<AttemptOutcome, long>> ToDictionary()
    {
        var tries = new Dictionary<int, IReadOnlyDictionary<AttemptOutcome, long>>();
        for (var row = 0; row < (_counts?.Length ?? 0); row += Width)
        {
            var found = Outcomes.Where(outcome => _counts![row + (int)outcome] > 0)
                .ToDictionary(outcome => outcome, outcome => _counts![row + (int)outcome]);
            if (found.Count > 0)
            {
                tries[(row / Width) + 1] = found;
            }
        }

        return tries;
    }
}
