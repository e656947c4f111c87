namespace Campaigns.Scheduling.Gates;

/// <summary>Closed while a contact has had all the attempts that the tenant allows in a time, or is left alone after a conversation.</summary>
internal sealed class FrequencyGate() : Gate("frequency", GateScope.Job)
{
    public override Verdict Judge(in Candidate candidate) => OpensAt(candidate) is var opens && opens > candidate.Now.Wall
        ? Verdict.Closed("the contact was tried often enough", opens)
        : Verdict.Open;

    /// <summary>When the caps let the next attempt through, or did, in UTC ticks; 0 when they hold nothing back.</summary>
    public static long OpensAt(in Candidate candidate)
    {
        var settings = candidate.Tenant.Settings;
        if (!candidate.Tenant.NeedsHistory)
        {
            return 0;
        }

        ref var history = ref candidate.Tenant.History.Of(ref candidate.Job, candidate.Address);
        var opens = history.Conversation == 0 || settings.CoolDown == TimeSpan.Zero ? 0 : Now.After(history.Conversation, settings.CoolDown);
        foreach (var cap in settings.Caps)
        {
            var oldest = candidate.Tenant.History.FromLast(history, cap.Attempts);
            opens = Math.Max(opens, oldest == 0 ? 0 : OpensAt(cap, oldest, candidate.Lane.Row.Zone));
        }

        return opens;
    }

    /// <summary>When the cap lets the next attempt through: when the oldest of the last so many falls out of its days.</summary>
    private static long OpensAt(FrequencyCap cap, long oldest, string zone) => cap.Period == CapPeriod.Rolling
        ? Now.After(oldest, TimeSpan.FromDays(cap.Days))
        : TimeZones.StartOfDay(zone, oldest, cap.Days);
}
