using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Campaigns.AspNetCore.Requests;
using Campaigns.Storage;

namespace Campaigns.AspNetCore.Bulk;

/// <summary>Stores bulk actions. One that runs is due at once, one that has ended is due when it is forgotten, after 30 days.</summary>
internal sealed class BulkRecords(IRecordStore records, TimeProvider? time = null)
{
    private const string Kind = "bulk-action";
    private static readonly TimeSpan Age = TimeSpan.FromDays(30);
    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <summary>The current time.</summary>
    public DateTimeOffset Now => _time.GetUtcNow();

    /// <summary>Makes an action that begins now.</summary>
    public BulkRecord Make(CampaignId campaign, BulkRequestBody request, long count) => new()
    {
        Campaign = campaign.ToString(),
        Filter = request.All ? null : request.Filter,
        At = request.At,
        Body = new BulkBody
        {
            Id = string.Create(CultureInfo.InvariantCulture, $"{Now.UtcTicks:x15}{RandomNumberGenerator.GetHexString(9, lowercase: true)}"),
            Action = request.Action, State = BulkState.Running, Count = count, StartedAt = Now,
        },
    };

    /// <summary>Writes an action.</summary>
    /// <returns>False if somebody else has written it meanwhile.</returns>
    public async Task<bool> WriteAsync(BulkRecord action, string? tenant, long? revision, CancellationToken cancellationToken)
    {
        var due = action.Body.State == BulkState.Running ? action.Body.StartedAt : action.Body.EndedAt + Age;
        var json = JsonSerializer.Serialize(action, ApiJson.TypeOf<BulkRecord>());
        var record = new HostRecord(Kind, $"{action.Campaign}/{action.Body.Id}", tenant, due, json);
        return await records.WriteAsync([new RecordChange(record, revision)], cancellationToken);
    }

    /// <summary>Finds an action of a campaign; null for none.</summary>
    public async Task<(BulkRecord Action, HostRecord Stored)?> FindAsync(
        CampaignId campaign, string id, CancellationToken cancellationToken) =>
        id.Length <= 100 && await records.FindAsync(Kind, $"{campaign}/{id}", cancellationToken) is { } found ? (Read(found), found) : null;

    /// <summary>Ends an action. What was changed stays changed.</summary>
    /// <returns>The action, which may have ended before; null for none.</returns>
    public async Task<BulkBody?> CancelAsync(CampaignId campaign, string id, CancellationToken cancellationToken)
    {
        while (await FindAsync(campaign, id, cancellationToken) is { } found)
        {
            var body = found.Action.Body;
            if (body.State != BulkState.Running)
            {
                return body;
            }

            (body.State, body.EndedAt) = (BulkState.Canceled, Now);
            (found.Action.Filter, found.Action.After) = (null, null);
            if (await WriteAsync(found.Action, found.Stored.Tenant, found.Stored.Revision, cancellationToken))
            {
                return body;
            }
        }

        return null;
    }

    /// <summary>Lists the actions of a campaign, oldest first.</summary>
    public async Task<ItemsBody<BulkBody>> ListAsync(CampaignId campaign, string? after, int limit, CancellationToken cancellationToken)
    {
        var query = new RecordQuery(Kind) { Prefix = $"{campaign}/", After = after is null ? null : $"{campaign}/{after}", Limit = limit };
        var page = (await records.ListAsync(query, cancellationToken)).Select(record => Read(record).Body).ToList();
        return new ItemsBody<BulkBody> { Items = page, Next = page.Count == limit ? page[^1].Id : null };
    }

    /// <summary>Lists the actions that run, and forgets old ones.</summary>
    public async Task<List<(BulkRecord Action, HostRecord Stored)>> ListRunningAsync(CancellationToken cancellationToken)
    {
        var due = await records.ListAsync(new RecordQuery(Kind) { DueUntil = Now, Limit = 1_000 }, cancellationToken);
        var read = due.Select(record => (Action: Read(record), Stored: record)).ToList();
        var old = read.Where(each => each.Action.Body.State != BulkState.Running)
            .Select(each => new RecordChange(each.Stored, each.Stored.Revision, IsDeletion: true)).ToList();
        if (old.Count > 0)
        {
            await records.WriteAsync(old, cancellationToken);
        }

        return read.FindAll(each => each.Action.Body.State == BulkState.Running);
    }

    private static BulkRecord Read(HostRecord record) => JsonSerializer.Deserialize(record.Json, ApiJson.TypeOf<BulkRecord>())!;
}
