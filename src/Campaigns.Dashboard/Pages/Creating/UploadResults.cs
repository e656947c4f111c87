using Campaigns.AspNetCore.Uploads;

namespace Campaigns.Dashboard.Pages.Creating;

/// <summary>
/// Keeps the details of recent uploads for a quarter of an hour, in memory: refused rows hold personal data, which the log of uploads does
/// not store.
/// </summary>
internal sealed class UploadResults(TimeProvider time)
{
    private const int Most = 200;
    private static readonly TimeSpan Age = TimeSpan.FromMinutes(15);
    private readonly Lock _lock = new();
    private readonly List<(CampaignId Campaign, UploadBody Upload, DateTimeOffset At)> _kept = [];

    public void Keep(CampaignId campaign, UploadBody upload)
    {
        lock (_lock)
        {
            Forget();
            _kept.Add((campaign, upload, time.GetUtcNow()));
        }
    }

    /// <summary>Finds the details; null if they are forgotten.</summary>
    public UploadBody? Find(CampaignId campaign, string id)
    {
        lock (_lock)
        {
            Forget();
            return _kept.FirstOrDefault(each => each.Campaign == campaign && each.Upload.Id == id).Upload;
        }
    }

    private void Forget()
    {
        var oldest = time.GetUtcNow() - Age;
        _kept.RemoveAll(each => each.At < oldest);
        _kept.RemoveRange(0, Math.Max(_kept.Count - Most, 0));
    }
}
