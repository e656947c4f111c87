using System.Globalization;
using Campaigns.Storage;

namespace Campaigns.Sqlite;

/// <summary>Removes ended campaigns in portions, within the caller's transaction.</summary>
internal sealed class CampaignEraser(Database database)
{
    private readonly Statement _contacts = database.Prepare("SELECT id, addresses FROM contacts WHERE campaign = ?1 ORDER BY id LIMIT ?2");
    private readonly Statement _address = database.Prepare("DELETE FROM addresses WHERE address = ?1 AND job = ?2");
    private readonly List<(long Job, string? Addresses)> _found = [];

    private readonly Statement[] _ofJob =
    [
        database.Prepare("DELETE FROM attempts WHERE job = ?1"),
        database.Prepare("DELETE FROM results WHERE job = ?1"),
        database.Prepare("DELETE FROM former_contacts WHERE job = ?1"),
        database.Prepare("DELETE FROM jobs WHERE id = ?1"),
        database.Prepare("DELETE FROM contacts WHERE id = ?1"),
    ];

    private readonly Statement[] _ofCampaign =
    [
        database.Prepare("DELETE FROM counters WHERE lane IN (SELECT id FROM lanes WHERE campaign = ?1)"),
        database.Prepare("DELETE FROM lanes WHERE campaign = ?1"),
        database.Prepare("DELETE FROM usage WHERE scope = 2 AND name = CAST(?1 AS TEXT)"),
        database.Prepare("DELETE FROM campaigns WHERE id = ?1"),
    ];

    /// <summary>
    /// Removes jobs until about <paramref name="limit"/> rows are deleted. When no job is left, removes the rest of the campaign.
    /// </summary>
    /// <returns>Whether the whole campaign is removed.</returns>
    public bool Erase(CampaignId campaign, int limit)
    {
        FindContacts(campaign, limit);
        var (erased, rows) = (0, 0);
        for (; erased < _found.Count && (erased == 0 || rows < limit); erased++)
        {
            rows += EraseJob(_found[erased].Job, _found[erased].Addresses);
        }

        if (erased < _found.Count || _found.Count == limit)
        {
            return false;
        }

        foreach (var statement in _ofCampaign)
        {
            statement.Bind(1, campaign.Value).Run();
        }

        return true;
    }

    private void FindContacts(CampaignId campaign, int limit)
    {
        _found.Clear();
        _contacts.Bind(1, campaign.Value).Bind(2, limit);
        while (_contacts.Step())
        {
            _found.Add((_contacts.Long(0), _contacts.TextOrNull(1)));
        }
    }

    private int EraseJob(long job, string? addresses)
    {
        foreach (var address in RowText.ReadMap(addresses)?.Values ?? [])
        {
            _address.Bind(1, address).Bind(2, job).Run();
        }

        return _ofJob.Sum(statement => statement.Bind(1, job).Run());
    }
}
