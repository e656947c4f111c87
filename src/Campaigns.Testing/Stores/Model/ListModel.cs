using System.Text.Json;
using Campaigns.Storage;

namespace Campaigns.Testing;

/// <summary>
/// The expected lists of a store: everything that a query selects, each row with its place. It shares no code with any store.
/// </summary>
internal sealed class ListModel(StoreModel model)
{
    public IEnumerable<(long Place, string Row)> Read(CampaignListQuery query) => model.Campaigns.Values.Reverse()
        .Where(row => row.Id.Value < query.Before
            && (query.Tenant is null || row.Tenant == query.Tenant)
            && (query.State is null || row.State == query.State)
            && (query.Text is null || Holds(row.Key, query.Text) || Holds(NameOf(row), query.Text)))
        .Select(row => (row.Id.Value, row.Show()));

    public IEnumerable<(long Place, string Row)> Read(JobQuery query) => model.Jobs.Values
        .Where(job => model.CampaignOf(job) == query.Campaign && job.Row.Id > query.After
            && (query.States is null || query.States.Any(state => state == job.Row.State))
            && (query.WaitingFor is null
                || (job.Row.State == JobState.Waiting && model.Lanes[job.Row.Lane].Kind == query.WaitingFor))
            && (query.LastOutcome is null || job.Row.LastOutcome == query.LastOutcome)
            && (query.Text is null || IsOf(job.Contact, query.Text)))
        .Select(job => (job.Row.Id, job.Show()));

    public IEnumerable<(AttemptPlace Place, string Row)> Read(AttemptQuery query) =>
        from campaign in model.Campaigns.Values
        where (query.Campaign is null || campaign.Id == query.Campaign) && (query.Tenant is null || campaign.Tenant == query.Tenant)
        from row in model.Attempts.Values
        let job = model.Jobs[row.Job]
        let place = new AttemptPlace(campaign.Id.Value, row.Job, row.Number)
        where model.CampaignOf(job) == campaign.Id && place.CompareTo(query.After) > 0
        where query.Outcome is null || (row.State == AttemptState.Ended && row.Outcome == query.Outcome)
        where query.State is null || row.State == query.State
        where query.Provider is null || row.Provider == query.Provider
        where row.CommittedAt >= query.From && row.CommittedAt < query.Until
        where query.Text is null || IsOf(row.Contact ?? job.Contact, query.Text) || row.ProviderCallId == query.Text.KeyStart
        select (place, $"{campaign.Id} {job.Show()} {row.Show()}");

    public IEnumerable<(long Place, string Row)> Read(EventQuery query) =>
        model.Events.Read(query.Tenant, query.State, query.After).Select(row => (row.Sequence, EventCases.Show(row)));

    private static bool Holds(string? value, string text) => value is not null && value.Contains(text, StringComparison.OrdinalIgnoreCase);

    private static bool IsOf(Contact contact, ContactText text) =>
        contact.Key.StartsWith(text.KeyStart, StringComparison.Ordinal)
        || (text.Address is { } address && contact.Addresses.Values.Append(contact.Phone.Reveal()).Any(other => other == address));

    private static string? NameOf(CampaignRow row)
    {
        using var json = JsonDocument.Parse(row.Definition);
        return json.RootElement.TryGetProperty("Name", out var name) ? name.GetString() : null;
    }
}
