using System.Runtime.InteropServices;
using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>The subscriptions to the change feed, and which changes they want.</summary>
internal sealed class FeedReaders
{
    private readonly SortedDictionary<string, SubscriptionRow> _rows = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ChangeKinds> _ofTenants = [];
    private readonly Dictionary<CampaignId, ChangeKinds> _ofCampaigns = [];
    private ChangeKinds _wanted;
    private ChangeKinds _ofAll;

    public IReadOnlyCollection<SubscriptionRow> All => _rows.Values;

    public SubscriptionRow? Find(string name) => _rows.GetValueOrDefault(name);

    public void Load(IReadOnlyList<SubscriptionRow> rows)
    {
        foreach (var row in rows)
        {
            _rows[row.Name] = row;
        }

        Sum();
    }

    /// <summary>Adds, changes or removes a subscription, in memory and in a commit.</summary>
    public void Write(SubscriptionRow row, CommitBatch batch)
    {
        _ = row.IsKept ? (_rows[row.Name] = row).IsKept : _rows.Remove(row.Name);
        batch.Write(row);
        Sum();
    }

    /// <summary>Whether a reader wants changes of a kind, of any tenant and campaign.</summary>
    public bool Want(ChangeKinds kind) => (_wanted & kind) != 0;

    /// <summary>Whether a reader wants a change of a tenant that is no change of a campaign.</summary>
    /// <remarks>An empty tenant stands for all. Only filters of all and of tenants can name such a kind.</remarks>
    public bool Want(ChangeKinds kind, string tenant) =>
        Want(kind) && ((_ofAll & kind) != 0 || tenant.Length == 0 || Has(_ofTenants, tenant, kind));

    /// <summary>Whether a reader wants a change of a campaign.</summary>
    public bool Want(ChangeKinds kind, CampaignRow campaign) =>
        Want(kind) && ((_ofAll & kind) != 0 || Has(_ofTenants, campaign.Tenant, kind) || Has(_ofCampaigns, campaign.Id, kind));

    private static bool Has<TKey>(Dictionary<TKey, ChangeKinds> wanted, TKey key, ChangeKinds kind)
        where TKey : notnull =>
        (wanted.GetValueOrDefault(key) & kind) != 0;

    private void Sum()
    {
        (_wanted, _ofAll) = (ChangeKinds.None, ChangeKinds.None);
        _ofTenants.Clear();
        _ofCampaigns.Clear();
        foreach (var (tenant, campaign, kinds) in _rows.Values.Select(row => (row.Filter.Tenant, row.Filter.Campaign, row.Filter.Kinds)))
        {
            _wanted |= kinds;
            if (tenant is not null)
            {
                CollectionsMarshal.GetValueRefOrAddDefault(_ofTenants, tenant, out _) |= kinds;
            }
            else if (campaign is { } id)
            {
                CollectionsMarshal.GetValueRefOrAddDefault(_ofCampaigns, id, out _) |= kinds;
            }
            else
            {
                _ofAll |= kinds;
            }
        }
    }
}
