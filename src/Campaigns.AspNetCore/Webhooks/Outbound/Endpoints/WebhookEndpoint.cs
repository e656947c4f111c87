using System.Text.Json;
using Campaigns.Storage;
using Campaigns.Webhooks;

namespace Campaigns.AspNetCore.Webhooks.Outbound;

/// <summary>An endpoint in memory. Members that change are read and written under its lock.</summary>
internal sealed class WebhookEndpoint
{
    public const string SettingsKind = "webhook-endpoint";
    public const string HealthKind = "webhook-health";
    public const string RangesKind = "webhook-ranges";
    private readonly SecretProtector _secrets;
    private WebhookSignature? _alone;
    private WebhookSignature? _withFormer;
    private ChangeKinds _kinds;

    public WebhookEndpoint(string id, string? tenant, EndpointHealth health, SecretProtector secrets, int mostConcurrent)
    {
        (Id, Tenant, Health, _secrets) = (id, tenant, health, secrets);
        Pace = new EndpointPace(mostConcurrent);
    }

    public Lock Lock { get; } = new();

    public string Id { get; }

    public string? Tenant { get; }

    public EndpointSettings Settings { get; private set; } = null!;

    /// <summary>The revision of the settings.</summary>
    public long Revision { get; private set; }

    public EndpointHealth Health { get; }

    public EndpointPace Pace { get; }

    /// <summary>About how many messages wait in the store.</summary>
    public int Pending { get; set; }

    /// <summary>The last sequence that was queued for the endpoint, or that it did not select.</summary>
    public long Seen { get; set; }

    public bool IsDeleted { get; set; }

    public bool IsEnabled => !IsDeleted && Health.DisabledAt is null;

    /// <summary>
    /// Whether changes are not queued. An endpoint that was just disabled still has its changes queued until that is stored: after a crash
    /// before, it is enabled, and must not have missed them.
    /// </summary>
    public bool SkipsChanges { get; set; }

    /// <summary>
    /// What is still to be read from the change feed or from the failures. A record of its own, written together with the messages that
    /// come from it; whoever changes it has the turn of <see cref="EndpointCatalog.RangesTurn"/>.
    /// </summary>
    public List<ReplayRange> Ranges { get; set; } = [];

    /// <summary>Whether changes go through the feed because too many messages wait already.</summary>
    public bool IsBehind => Ranges.Exists(IsOpen);

    /// <summary>The kinds of changes that the endpoint selects.</summary>
    public ChangeKinds Kinds => _kinds;

    /// <summary>Whether the changes of a shard go through the feed.</summary>
    public bool IsBehindIn(long shard) => Ranges.Exists(range => IsOpen(range) && ReadPositions.ShardOf(range.After) == shard);

    /// <summary>Takes settings that are stored.</summary>
    /// <exception cref="System.Security.Cryptography.CryptographicException">
    /// The secret cannot be decrypted. The settings are taken.
    /// </exception>
    public void Take(EndpointSettings settings, long revision)
    {
        (Settings, Revision) = (settings, revision);
        _kinds = KindsOf(settings);
        (_alone, _withFormer) = (null, null);
        var secret = _secrets.Unprotect(settings.Secret);
        _alone = new WebhookSignature(secret);
        _withFormer = settings.FormerSecret is { } former ? new WebhookSignature(secret, _secrets.Unprotect(former)) : _alone;
    }

    /// <summary>The kinds of changes that settings select.</summary>
    public static ChangeKinds KindsOf(EndpointSettings settings) => settings.Events is { } events ? EventTypes.KindsOf(events)
        : settings.Campaigns is null ? ChangeKinds.All
        : ChangeKinds.OfCampaigns;

    /// <summary>What signs at a time; null if the secret cannot be decrypted.</summary>
    public WebhookSignature? SignatureAt(DateTimeOffset now) => Settings.FormerUntil > now ? _withFormer : _alone;

    /// <summary>Whether the endpoint gets a change.</summary>
    public bool Selects(CampaignChange change)
    {
        if (change.Kind == ChangeKinds.Missed)
        {
            return true;
        }

        var isOwn = Tenant is null || change.Tenant is null || change.Tenant == Tenant;
        return isOwn
            && (_kinds & change.Kind) != 0
            && (Settings.Campaigns is not { } campaigns || (change.Campaign is { } campaign && campaigns.Contains(campaign.Value)));
    }

    /// <summary>Whether the endpoint gets messages of a type that is no change.</summary>
    public bool Selects(string type) => Settings.Events is not { } events || events.Contains(type);

    /// <summary>The record of the health as it is now.</summary>
    public RecordChange HealthRecord()
    {
        lock (Lock)
        {
            return new(
                new HostRecord(HealthKind, Id, null, null, JsonSerializer.Serialize(Health, WebhookRecordJson.Default.EndpointHealth)));
        }
    }

    /// <summary>The record of the ranges.</summary>
    public RecordChange RangesRecord() =>
        new(new HostRecord(RangesKind, Id, null, null, JsonSerializer.Serialize(Ranges, WebhookRecordJson.Default.ListReplayRange)));

    /// <summary>The record of settings.</summary>
    public static RecordChange SettingsRecord(string id, string? tenant, EndpointSettings settings, long expectedRevision) => new(
        new HostRecord(SettingsKind, id, tenant, null, JsonSerializer.Serialize(settings, WebhookRecordJson.Default.EndpointSettings)),
        expectedRevision);

    private static bool IsOpen(ReplayRange range) => range is { Until: null, IsOfFailures: false };
}
