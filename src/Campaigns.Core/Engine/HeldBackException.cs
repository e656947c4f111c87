namespace Campaigns.Engine;

/// <summary>A stop came after the gates judged the attempt and before the provider was called. Nothing was sent.</summary>
internal sealed class HeldBackException() : Exception(Reason)
{
    public const string Reason = "stopped before it was sent";
}
