using System.Security.Cryptography;
using Campaigns.AspNetCore.Suppressions;

namespace Campaigns.Dashboard.Pages.Suppressions;

/// <summary>A list that somebody has sent, and what was found in it.</summary>
/// <param name="Id">The id in addresses.</param>
/// <param name="Tenant">The tenant whose list is meant.</param>
/// <param name="Channel">The channel of rows that name none; null for all channels.</param>
/// <param name="Type">The content type.</param>
/// <param name="Content">The list itself; empty once it was imported.</param>
/// <param name="At">When it was sent.</param>
internal sealed record SuppressionList(string Id, string Tenant, string? Channel, string Type, byte[] Content, DateTimeOffset At)
{
    /// <summary>What was counted, or added.</summary>
    public required SuppressionImportBody Result { get; init; }

    /// <summary>The refused rows as a file.</summary>
    public required (byte[] Content, string Type, string Extension) Refused { get; init; }

    /// <summary>Whether the list was imported.</summary>
    public bool IsDone { get; init; }
}

/// <summary>
/// Keeps lists between their count and their confirmation, for a quarter of an hour, in memory: they are personal data, which is stored
/// only
/// as the do-not-contact list itself.
/// </summary>
internal sealed class SuppressionLists(TimeProvider time)
{
    /// <summary>The largest list of the page, in bytes. The API takes larger ones as a stream.</summary>
    public const int MostBytes = 16 * 1_024 * 1_024;

    private const int MostBytesOfAll = 4 * MostBytes;
    private static readonly TimeSpan Age = TimeSpan.FromMinutes(15);
    private readonly Lock _lock = new();
    private readonly List<SuppressionList> _lists = []; // the oldest first

    public DateTimeOffset Now => time.GetUtcNow();

    public static string NewId() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(10));

    /// <summary>Keeps a list, instead of the one with its id. The oldest ones go if all together are too large.</summary>
    public void Keep(SuppressionList list)
    {
        lock (_lock)
        {
            _lists.RemoveAll(each => each.Id == list.Id);
            _lists.Add(list);
            Forget();
        }
    }

    /// <summary>Finds a list of a tenant.</summary>
    /// <exception cref="CampaignException">There is none, or it is forgotten.</exception>
    public SuppressionList Find(string id, string? tenant)
    {
        lock (_lock)
        {
            Forget();
            return _lists.Find(each => each.Id == id && (tenant is null || each.Tenant == tenant))
                ?? throw new CampaignException(CampaignError.NotFound, "A list is kept for 15 minutes. Send it again.");
        }
    }

    private void Forget()
    {
        var oldest = Now - Age;
        _lists.RemoveAll(each => each.At < oldest);
        while (_lists.Count > 1 && _lists.Sum(each => (long)each.Content.Length + each.Refused.Content.Length) > MostBytesOfAll)
        {
            _lists.RemoveAt(0);
        }
    }
}
