using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Campaigns.AspNetCore.Requests;
using Campaigns.Storage;

namespace Campaigns.AspNetCore.Uploads;

/// <summary>
/// Remembers uploads for 30 days: how far each is, and whether it was cut. Keeps no rows. An upload that the store holds as running, but
/// that nobody runs, was cut with its process.
/// </summary>
internal sealed class UploadLog(IRecordStore records, TimeProvider? time = null)
{
    private const string Kind = "upload";
    private static readonly TimeSpan Age = TimeSpan.FromDays(30);
    private readonly ConcurrentDictionary<string, UploadBody> _running = [];
    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <summary>Begins an upload, and forgets old ones.</summary>
    public async Task<UploadBody> BeginAsync(CampaignId campaign, string tenant, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        var old = await records.ListAsync(new RecordQuery(Kind) { DueUntil = now }, cancellationToken);
        if (old.Count > 0)
        {
            await records.WriteAsync([.. old.Select(record => new RecordChange(record, IsDeletion: true))], cancellationToken);
        }

        var id = string.Create(CultureInfo.InvariantCulture, $"{now.UtcTicks:x15}{RandomNumberGenerator.GetHexString(9, lowercase: true)}");
        var body = new UploadBody { Id = id, State = UploadState.Running, StartedAt = now };
        _running[RecordId(campaign, id)] = body;
        await SaveAsync(campaign, tenant, body, cancellationToken);
        return body;
    }

    /// <summary>Stores how far an upload is.</summary>
    public async Task SaveAsync(CampaignId campaign, string tenant, UploadBody body, CancellationToken cancellationToken)
    {
        var json = JsonSerializer.Serialize(body.WithoutRows(), ApiJson.TypeOf<UploadBody>());
        var record = new HostRecord(Kind, RecordId(campaign, body.Id), tenant, body.StartedAt + Age, json);
        await records.WriteAsync([new RecordChange(record)], cancellationToken);
    }

    /// <summary>Stores the end of an upload. The sender may have gone, so nothing cancels it.</summary>
    public async Task EndAsync(CampaignId campaign, string tenant, UploadBody body)
    {
        await SaveAsync(campaign, tenant, body, CancellationToken.None);
        _running.TryRemove(RecordId(campaign, body.Id), out _);
    }

    /// <summary>Finds an upload of a campaign; null for none.</summary>
    public async Task<UploadBody?> FindAsync(CampaignId campaign, string id, CancellationToken cancellationToken) =>
        id.Length <= 100 && await records.FindAsync(Kind, RecordId(campaign, id), cancellationToken) is { } record ? Read(record) : null;

    /// <summary>Lists the uploads of a campaign, oldest first.</summary>
    public async Task<ItemsBody<UploadBody>> ListAsync(CampaignId campaign, string? after, int limit, CancellationToken cancellationToken)
    {
        var query = new RecordQuery(Kind)
        {
            Prefix = RecordId(campaign, ""), After = after is null ? null : RecordId(campaign, after), Limit = limit,
        };
        var page = await records.ListAsync(query, cancellationToken);
        var uploads = page.Select(Read).ToList();
        return new ItemsBody<UploadBody> { Items = uploads, Next = uploads.Count == limit ? uploads[^1].Id : null };
    }

    private UploadBody Read(HostRecord record)
    {
        if (_running.TryGetValue(record.Id, out var running))
        {
            return running.WithoutRows();
        }

        var body = JsonSerializer.Deserialize(record.Json, ApiJson.TypeOf<UploadBody>())!;
        if (body.State == UploadState.Running)
        {
            (body.State, body.Reason) = (UploadState.Cut, "The host ended while the upload was read. The counts are the last that "
                + "were stored.");
        }

        return body;
    }

    private static string RecordId(CampaignId campaign, string id) => $"{campaign}/{id}";
}
