namespace Campaigns.Scheduling;

/// <summary>
/// Closed outside the allowed hours in the contact's zone, the margin before closing included. Judged again at the moment of sending.
/// </summary>
internal sealed class WindowGate() : Gate("window", GateScope.Lane)
{
    public override Verdict Judge(in Candidate candidate)
    {
        var phase = candidate.Lane.PhaseAt(candidate.Now.Wall);
        return phase.IsOpen ? Verdict.Open : Verdict.Closed("outside the allowed hours", phase.Until);
    }

    public override string? JudgeAtSend(in Intent intent, Now now) =>
        now.Wall >= intent.NotAfter || now.Wall < intent.NotBefore ? "its time had passed when it came to be sent" : null;
}
