using Campaigns.Storage;

namespace Campaigns.Sqlite;

/// <summary>The properties of a lane that matter for enrollment.</summary>
/// <param name="Campaign">The lane's campaign.</param>
/// <param name="Exclusivity">The campaign's exclusivity; null for none.</param>
/// <param name="IsQueue">Whether the lane's jobs wait for the end of another job of the person.</param>
internal readonly record struct EnrollmentPlace(long Campaign, long? Exclusivity, bool IsQueue);

/// <summary>Finds whether a contact is running, so that it is not enrolled twice under the same exclusivity.</summary>
internal sealed class ExclusivityReader(Database database)
{
    /// <summary>
    /// Finds all contacts with the key under the exclusivity through the index, which yields a handful of rows, then filters them by their
    /// current state.
    /// </summary>
    internal const string Running = $"""
        SELECT c.campaign FROM contacts c CROSS JOIN jobs j ON j.id = c.id CROSS JOIN lanes l ON l.id = j.lane CROSS JOIN campaigns p ON p.id = c.campaign
        WHERE {JobColumns.Scope} = ?1 AND c.key = ?2 AND j.state <= 2 AND l.kind <> 6 AND p.state < 4 LIMIT 1
        """;

    private readonly Statement _running = database.Prepare(Running);
    private readonly Statement _isTaken = database.Prepare(
        $"SELECT 1 FROM contacts c CROSS JOIN jobs j ON j.id = c.id WHERE {JobColumns.Scope} = ?1 AND c.key = ?2 AND c.campaign = ?3 AND j.state <> {(int)JobState.Removed}");

    private readonly Statement _place = database.Prepare(
        "SELECT l.campaign, p.exclusivity, l.kind FROM lanes l JOIN campaigns p ON p.id = l.campaign WHERE l.id = ?1");

    private readonly Dictionary<int, EnrollmentPlace> _places = [];

    /// <summary>Clears the cached lanes before a batch, because campaigns may have changed.</summary>
    public void Begin() => _places.Clear();

    public EnrollmentPlace PlaceOf(int lane)
    {
        if (!_places.TryGetValue(lane, out var place))
        {
            if (!_place.Bind(1, lane).Step())
            {
                throw new ArgumentException($"The batch enrolls in lane {lane}, which the store does not hold.", nameof(lane));
            }

            long? exclusivity = _place.IsNull(1) ? null : _place.Long(1);
            place = new EnrollmentPlace(_place.Long(0), exclusivity, (WaitingFor)_place.Int(2) == WaitingFor.Predecessor);
            _place.Reset();
            _places.Add(lane, place);
        }

        return place;
    }

    /// <summary>
    /// The campaign in which a contact to enroll is already running; null for none, for a contact that joins a queue, and for a duplicate.
    /// </summary>
    public CampaignId? RunningIn(EnrollmentPlace place, string contactKey)
    {
        if (place.Exclusivity is not { } exclusivity
            || place.IsQueue
            || !Find(_running.Bind(1, exclusivity).Bind(2, contactKey), out var campaign))
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
