using Campaigns.Storage;

namespace Campaigns.Sqlite;

/// <summary>What of a lane matters to those enrolled in it.</summary>
/// <param name="Campaign">Its campaign.</param>
/// <param name="Exclusivity">The campaign's exclusivity; null for none.</param>
/// <param name="IsQueue">Whether its jobs wait for another job of the person to end.</param>
internal readonly record struct EnrolmentPlace(long Campaign, long? Exclusivity, bool IsQueue);

/// <summary>Tells whether a contact is running, so that it is not enrolled a second time under the same exclusivity.</summary>
internal sealed class ExclusivityReader(Database database)
{
    /// <summary>Who was ever enrolled under the exclusivity with the key is found by index, and is a handful; the rest is judged as it stands now.</summary>
    internal const string Running = $"""
        SELECT c.campaign FROM contacts c CROSS JOIN jobs j ON j.id = c.id CROSS JOIN lanes l ON l.id = j.lane CROSS JOIN campaigns p ON p.id = c.campaign
        WHERE {JobColumns.Scope} = ?1 AND c.key = ?2 AND j.state <= 2 AND l.kind <> 6 AND p.state < 4 LIMIT 1
        """;

    private readonly Statement _running = database.Prepare(Running);
    private readonly Statement _isTaken = database.Prepare(
        $"SELECT 1 FROM contacts c CROSS JOIN jobs j ON j.id = c.id WHERE {JobColumns.Scope} = ?1 AND c.key = ?2 AND c.campaign = ?3 AND j.state <> {(int)JobState.Removed}");

    private readonly Statement _place = database.Prepare(
        "SELECT l.campaign, p.exclusivity, l.kind FROM lanes l JOIN campaigns p ON p.id = l.campaign WHERE l.id = ?1");

    private readonly Dictionary<int, EnrolmentPlace> _places = [];

    /// <summary>Begins a batch: campaigns may have changed.</summary>
    public void Begin() => _places.Clear();

    public EnrolmentPlace PlaceOf(int lane)
    {
        if (!_places.TryGetValue(lane, out var place))
        {
            if (!_place.Bind(1, lane).Step())
            {
                throw new ArgumentException($"The batch enrols in lane {lane}, which the store does not hold.", nameof(lane));
            }

            long? exclusivity = _place.IsNull(1) ? null : _place.Long(1);
            place = new EnrolmentPlace(_place.Long(0), exclusivity, (WaitingFor)_place.Int(2) == WaitingFor.Predecessor);
            _place.Reset();
            _places.Add(lane, place);
        }

        return place;
    }

    /// <summary>The campaign in which a contact is running that is to be enrolled; null for none, for one that is to queue, and for a duplicate.</summary>
    public CampaignId? RunningIn(EnrolmentPlace place, string contactKey)
    {
        if (place.Exclusivity is not { } exclusivity || place.IsQueue || !Find(_running.Bind(1, exclusivity).Bind(2, contactKey), out var campaign))
        {
            return null;
        }

        return Find(_isTaken.Bind(1, exclusivity).Bind(2, contactKey).Bind(3, place.Campaign), out _) ? null : new CampaignId(campaign);
    }

    private static bool Find(Statement statement, out long found)
    {
        var isThere = statement.Step();
        found = isThere ? statement.Long(0) : 0;
        statement.Reset();
        return isThere;
    }
}
