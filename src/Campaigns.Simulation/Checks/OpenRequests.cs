namespace Campaigns.Simulation;

/// <summary>Requests about contacts that may take effect: they are under way, or nobody knows what became of them.</summary>
internal sealed class OpenRequests
{
    private readonly Dictionary<string, int> _open = [];

    /// <summary>A request is made.</summary>
    public void Begin(string contact) => _open[contact] = _open.GetValueOrDefault(contact) + 1;

    /// <summary>It is acknowledged or refused, and has no effect from now on.</summary>
    public void End(string contact) => _open[contact]--;

    /// <summary>Whether one may take effect.</summary>
    public bool Has(string contact) => _open.GetValueOrDefault(contact) > 0;
}
