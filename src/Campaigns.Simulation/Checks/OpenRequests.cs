namespace Campaigns.Simulation;

/// <summary>Requests about contacts that may still take effect: those in progress, and those with an unknown result.</summary>
internal sealed class OpenRequests
{
    private readonly Dictionary<string, int> _open = [];

    /// <summary>Records that a request was made.</summary>
    public void Begin(string contact) => _open[contact] = _open.GetValueOrDefault(contact) + 1;

    /// <summary>Records that a request was acknowledged or refused. It has no further effect.</summary>
    public void End(string contact) => _open[contact]--;

    /// <summary>Whether a request about the contact may still take effect.</summary>
    public bool Has(string contact) => _open.GetValueOrDefault(contact) > 0;
}
