using Campaigns.Storage;

namespace Campaigns.Sqlite;

/// <summary>Reads the change feed.</summary>
internal sealed class ChangeReader(Database database)
{
    internal const string Subscriptions = "SELECT name, tenant, campaign, kinds, position FROM subscriptions ORDER BY name";

    private readonly Statement _trimmed = database.Prepare("SELECT trimmed_change FROM store");

    private readonly Statement _changes = database.Prepare(
        "SELECT sequence, at, kind, tenant, campaign, payload FROM changes WHERE sequence > ?1 ORDER BY sequence LIMIT ?2");

    public ChangePage Read(ChangeQuery query)
    {
        var (found, examined) = (new List<ChangeRow>(), query.After);
        database.Execute("BEGIN"); // what was trimmed must be known as of the same commit
        try
        {
            _changes.Bind(1, query.After).Bind(2, query.Limit);
            while (_changes.Step())
            {
                examined = _changes.Long(0);
                var (kind, tenant, campaign) = ((ChangeKinds)_changes.Long(2), _changes.Text(3), new CampaignId(_changes.Long(4)));
                if (query.Filter.Matches(kind, tenant, campaign))
                {
                    found.Add(new ChangeRow(examined, _changes.Long(1), kind, tenant, campaign, _changes.Utf8(5)));
                }
            }

            return new ChangePage(found, examined, ReadTrimmed());
        }
        finally
        {
            database.Execute("COMMIT");
        }
    }

    internal static SubscriptionRow Subscription(Statement row)
    {
        var tenant = row.TextOrNull(1);
        var filter = tenant is not null ? ChangeFilter.OfTenant(tenant)
            : row.IsNull(2) ? ChangeFilter.All
            : ChangeFilter.OfCampaign(new CampaignId(row.Long(2)));
        return new SubscriptionRow(row.Text(0), filter.Only((ChangeKinds)row.Long(3)), row.Long(4));
    }

    private long ReadTrimmed()
    {
        var trimmed = _trimmed.Step() ? _trimmed.Long(0) : 0;
        _trimmed.Reset();
        return trimmed;
    }
}
