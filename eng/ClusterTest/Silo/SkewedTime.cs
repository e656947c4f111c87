namespace Campaigns.ClusterTest.Silo;

/// <summary>The clock of a machine that is wrong.</summary>
internal sealed class SkewedTime(TimeSpan skew) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + skew;
}
