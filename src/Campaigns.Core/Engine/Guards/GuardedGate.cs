namespace Campaigns.Engine;

/// <summary>A gate of the host. If it throws or gives no decision, it is closed for one minute, because it fails closed.</summary>
internal sealed class GuardedGate(IContactGate gate, HostFaults faults) : IContactGate
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    public string Name { get; } = gate.Name;

    public GateDecision Judge(in GateCandidate candidate, DateTimeOffset now)
    {
        try
        {
            var decision = gate.Judge(candidate, now);
            if (decision.Answer != GateAnswer.None)
            {
                return decision;
            }

            faults.Note(HostCode.Gate, "no decision");
        }
        catch (Exception error)
        {
            faults.Note(HostCode.Gate, error);
        }

        return GateDecision.ClosedUntil(now + Pause, "the gate failed");
    }
}
