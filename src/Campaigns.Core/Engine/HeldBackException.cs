namespace Campaigns.Engine;

/// <summary>A stop came between the gates' judgment and the call of the provider: nothing was sent.</summary>
internal sealed class HeldBackException() : Exception(Reason)
{
    public const string Reason = "stopped before it was sent";
}
