namespace Campaigns.Scheduling;

/// <summary>
/// Closed outside the allowed hours in the contact's zone, including the margin before closing. Judged again at the moment of sending.
/// </summary>
internal sealed class WindowGate() : Gate("window", GateScope.Lane)
{
    public override Verdict Judge(in Candidate candidate)
    {
        var phase = candidate.Lane.PhaseAt(candidate.Now.Wall);
        return phase.IsOpen ? Verdict.Open
            : TimeZoneData.IsKnown(candidate.Lane.Zone) ? Verdict.Closed("outside the allowed hours", phase.Until)
            : Verdict.Closed($"the time zone database does not know {candidate.Lane.Zone}: load a newer edition (TimeZoneData.Load)");
    }

    public override Verdict JudgeAtSend(in Intent intent, Now now) =>
        now.Wall >= intent.NotAfter || now.Wall < intent.NotBefore
            ? Verdict.Closed("its allowed time was over at the moment of sending")
            : Verdict.Open;
}
