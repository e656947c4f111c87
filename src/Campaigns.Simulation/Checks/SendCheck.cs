using Campaigns.Storage;

namespace Campaigns.Simulation;

/// <summary>Judges each dispatch at its instant, against the values that may be in force.</summary>
internal sealed class SendCheck(Judge judge)
{
    private readonly ProviderCheck _providers = new(judge);
    private readonly RetryCheck _retries = new(judge);
    private readonly ChannelCheck _channels = new(judge);
    private readonly QuotaCheck _quotas = new(judge);

    public AttemptFacts? Judge(int process, string provider, in DispatchRequest request)
    {
        var id = request.Attempt;
        if (judge.Books.Find(id) is not { } attempt)
        {
            judge.Violate(1, $"attempt {id} was sent but is not in the store");
            return null;
        }

        judge.Require(attempt.SentAt < 0, 1, () => $"{attempt} was sent twice");
        judge.Require(
            attempt.IsConfirmed && attempt.Process == process, 1,
            () => $"{attempt} was sent before its commit was confirmed, or by another process");
        judge.Require(!attempt.IsEnded, 1, () => $"{attempt} was sent after it had ended");
        judge.Require(attempt.Row.Provider == provider, 1, () => $"{attempt} was sent through {provider}");
        var isMeant = request.Contact.Key == attempt.Job.Contact.Key && request.Step.Channel == attempt.Channel && request.Try == attempt.Row.Try
            && request.Campaign.Id == attempt.Job.Campaign.Id && request.Address == attempt.Address;
        judge.Require(isMeant, 1, () => $"{attempt} was sent for another contact, campaign, channel, try or address");
        var notAfter = request.NotAfter;
        judge.Require(notAfter > judge.Kernel.Wall, 2, () => $"{attempt} was sent after its last moment, {notAfter:O}");
        var expires = attempt.Job.Row.Expires;
        judge.Require(
            expires == 0 || notAfter.UtcTicks <= expires, 8,
            () => $"{attempt} may be sent until {notAfter:O}, but its job has expired by then");
        Persons(attempt);
        Stops(attempt);
        Windows(attempt);
        Rates(attempt.Job.Campaign, attempt);
        judge.Rules.Sent(attempt);
        _quotas.Sent(attempt);
        _providers.Sent(attempt);
        judge.CallerIds.Sent(attempt, request.CallerId);
        _retries.Sent(attempt);
        _channels.Sent(attempt);
        attempt.SentAt = judge.Kernel.Mono;
        return attempt;
    }

    private void Persons(AttemptFacts attempt)
    {
        var tenant = attempt.Job.Campaign.Tenant;
        var person = judge.Books.Person(tenant.Name!, attempt.Channel, attempt.Address);
        PhoneCheck.Judge(judge, attempt, person);
        foreach (var other in person)
        {
            judge.Require(
                other == attempt || other.IsEnded || other.SentAt < 0,
                1,
                () => $"{attempt} was sent while {other} is live at the same address");
        }

        judge.Require(
            !SuppressionCheck.IsSuppressed(attempt.Job, attempt.Contact, attempt.Channel, acknowledgedOnly: true),
            8,
            () => $"{attempt} was sent to a person whose suppression was acknowledged");
        judge.Require(
            attempt.Job.Contacts.Any(contact => contact == attempt.Contact),
            8,
            () => $"{attempt} was sent to the contact as it was before a change that was acknowledged");
        judge.Require(
            attempt.Row.Number > attempt.Job.StoppedUpTo, 8, () => $"{attempt} was sent after its removal or reschedule was acknowledged");
    }

    private void Stops(AttemptFacts attempt)
    {
        var campaign = attempt.Job.Campaign;
        var now = judge.Kernel.Wall;
        judge.Require(
            campaign.Row.Any(row => row.State == CampaignState.Running && (row.Settings.Expiry is null || now < row.Settings.Expiry)),
            8,
            () => $"{attempt} was sent; the campaign is {campaign.State}, expiry {campaign.Row.Latest.Settings.Expiry:O}");
        judge.Require(campaign.Tenant.Row.Any(row => !row.Held), 8, () => $"{attempt} was sent while {campaign.Tenant.Name} is held");
        judge.Require(judge.Books.Everything.Row.Any(row => !row.Held), 8, () => $"{attempt} was sent while everything is held");
        Caps(attempt, campaign.Live, campaign.Row.Any(row => Sent(campaign.Live) < row.Settings.MaxConcurrent), "the campaign");
        var tenant = campaign.Tenant;
        Caps(attempt, tenant.Live, tenant.Row.Any(row => Sent(tenant.Live) < row.Settings.MaxConcurrent), "the tenant");
        var all = judge.Books.Everything;
        Caps(attempt, judge.Books.Live, all.Row.Any(row => Sent(judge.Books.Live) < row.Settings.MaxConcurrent), "everything");
    }

    private void Caps(AttemptFacts attempt, HashSet<AttemptFacts> live, bool holds, string whose) =>
        judge.Require(holds, 3, () => $"{attempt} was sent while {Sent(live)} others are live, the cap of {whose}");

    /// <summary>The number of live attempts that were really sent.</summary>
    private static int Sent(HashSet<AttemptFacts> live)
    {
        var count = 0;
        foreach (var attempt in live)
        {
            count += attempt.SentAt >= 0 ? 1 : 0;
        }

        return count;
    }

    private void Windows(AttemptFacts attempt)
    {
        var (campaign, now) = (attempt.Job.Campaign, judge.Kernel.Wall);
        var zone = attempt.ZoneBy(campaign.Row.Latest);
        judge.Require(
            campaign.Row.Any(row => WindowCheck.IsOpen(row.Settings.Window, attempt.ZoneBy(row), now)),
            2,
            () => $"{attempt} was sent outside the campaign's window in {zone}: {Describe(campaign.Row.Latest.Settings.Window)}");
        judge.Require(
            campaign.Tenant.Row.Any(tenant => IsOpen(tenant.Settings.Window)),
            2,
            () => $"{attempt} was sent outside the tenant's window in {zone}: {Describe(campaign.Tenant.Row.Latest.Settings.Window)}");
        judge.Require(
            judge.Books.Everything.Row.Any(all => IsOpen(all.Settings.Window)),
            2,
            () => $"{attempt} was sent outside the engine-wide window in {zone}: {Describe(judge.Books.Everything.Row.Latest.Settings.Window)}");

        bool IsOpen(ContactWindow? window) => campaign.Row.Any(row => WindowCheck.IsOpen(window, attempt.ZoneBy(row), now));
    }

    private static string Describe(ContactWindow? window) => window is null
        ? "none"
        : $"{string.Join(", ", window.Hours)}, margin {window.Margin}, {window.Dst}, closed {string.Join(", ", window.ClosedDates)}"
            + $", half {string.Join(", ", window.HalfDays ?? [])}, weekend {string.Join(", ", window.Weekend ?? [])}, {window.Local?.Count ?? 0} places";

    private void Rates(CampaignFacts campaign, AttemptFacts attempt)
    {
        Rate(campaign.Sends, campaign.Row.Agree(row => row.Settings.Rate), campaign.Row.Latest.Settings.Rate, attempt, "the campaign");
        Rate(campaign.Tenant.Sends, campaign.Tenant.Row.Agree(
            row => row.Settings.Rate), campaign.Tenant.Row.Latest.Settings.Rate, attempt, "the tenant");
        var all = judge.Books.Everything;
        Rate(all.Sends, all.Row.Agree(row => row.Settings.Rate), all.Row.Latest.Settings.Rate, attempt, "everything");
    }

    private void Rate(SendCounter sends, bool isSettled, RateLimit? limit, AttemptFacts attempt, string whose)
    {
        sends.Lost(judge.Clock.LostAt);
        if (!isSettled)
        {
            sends.Forget();
        }
        else
        {
            judge.Require(
                sends.Send(judge.Kernel.Mono, limit), 3,
                () => $"{attempt} was sent too close behind others for the rate of {whose}, {limit}");
        }
    }
}
