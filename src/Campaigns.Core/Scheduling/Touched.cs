namespace Campaigns.Scheduling;

/// <summary>What has changed since the last <see cref="Settlement"/>. Each stands here once, however often it changes.</summary>
internal sealed class Touched
{
    /// <summary>Campaigns and tenants.</summary>
    public List<Capped> Capped { get; } = [];

    public void Add(Capped capped)
    {
        if (!capped.IsTouched)
        {
            capped.IsTouched = true;
            Capped.Add(capped);
        }
    }
}
