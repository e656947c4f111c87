namespace Campaigns.Scheduling;

/// <summary>Closed while an attempt to the same address is live, or may be live, in any campaign of the tenant.</summary>
internal sealed class AddressGate() : Gate("address", GateScope.Job)
{
    public override Verdict Judge(in Candidate candidate)
    {
        var addresses = candidate.State.Addresses;
        if (!addresses.IsBusy(candidate.Address))
        {
            return Verdict.Open;
        }

        return addresses.LingersUntil(candidate.Address) is > 0 and var until
            ? Verdict.Closed("an earlier attempt to the address may still be live", candidate.Now.Wall + until - candidate.Now.Mono)
            : Verdict.Closed("another attempt to the address is live");
    }
}
