using Campaigns.Storage;
using static Campaigns.Tests.People;

namespace Campaigns.Tests.Rules;

/// <summary>
/// A campaign's default zone can be changed while it runs. It applies to contacts without their own zone, and to no others.
/// </summary>
public sealed class CampaignZoneTests : IDisposable
{
    private const string LosAngeles = "America/Los_Angeles";
    private readonly CampaignHarness _harness = new();

    public void Dispose() => _harness.Dispose();

    [Fact]
    public void Those_without_a_zone_follow_the_change_and_the_others_do_not()
    {
        var days = ContactWindow.Daily(new TimeOnly(8, 0), new TimeOnly(20, 0));
        var campaign = _harness.Run(
            Calls(StepRetryPolicy.None) with { Window = days, Zone = LosAngeles }, new Contact("ann", "+15550100001"),
            new Contact("bob", "+15550100002", LosAngeles));
        Assert.Empty(_harness.Provider.Dispatches); // there, it is 1:00

        Change(campaign, settings => settings with { Zone = "europe/paris" });
        Assert.Equal("ann", Assert.Single(_harness.Provider.Dispatches).ContactKey);
        _harness.Advance(Hours(8));
        Assert.Equal(["ann 09:00", "bob 16:00"], Made());
    }

    [Fact]
    public void Whoever_waits_or_comes_later_is_contacted_in_the_zone_of_now_and_after_a_restart()
    {
        _harness.Provider.Answers(AttemptOutcome.Busy);
        var definition = Calls(
            StepRetryPolicy.Fixed(2, Hours(1))) with { Window = ContactWindow.Daily(
                new TimeOnly(8, 0), new TimeOnly(20, 0)), KeepOpen = true };
        var campaign = _harness.Run(definition, One());
        Change(campaign, settings => settings with { Zone = LosAngeles });
        _harness.Restart();
        _harness.Do(client => client.AddContactsAsync(campaign, [One("bob")]));
        _harness.Advance(Hours(8));

        Assert.Equal(["ann 09:00", "ann 16:00", "bob 16:00"], Made());
    }

    [Fact]
    public void What_is_decided_and_not_sent_is_taken_back()
    {
        HookStore? hook = null;
        using var harness = new CampaignHarness(options => options.Store = hook = new HookStore(options.Store!));
        var campaign = harness.Do(client => client.CreateAsync(
            Calls(StepRetryPolicy.None) with { Window = ContactWindow.Daily(new TimeOnly(8, 0), new TimeOnly(20, 0)) }));
        harness.Do(client => client.AddContactsAsync(campaign, [One()]));
        hook!.OnAttempts = () => _ = harness.Client.ChangeInOneStepAsync(campaign, settings => settings with { Zone = LosAngeles });
        harness.Do(client => client.StartAsync(campaign));
        harness.Advance(Hours(1));
        Assert.Empty(harness.Provider.Dispatches);
        harness.Advance(Hours(7));
        Assert.Single(harness.Provider.Dispatches);
    }

    [Fact]
    public void Who_waits_for_tomorrow_waits_for_tomorrow_in_the_new_zone()
    {
        _harness.Provider.Answers(AttemptOutcome.Busy);
        _harness.Do(operations =>
            operations.ChangeTenantAsync("default", new TenantSettings { Caps = [new FrequencyCap(1, 1, CapPeriod.CalendarDays)] }));
        var campaign = _harness.Run(Calls(StepRetryPolicy.Fixed(2, Minutes(1))), One());
        _harness.Advance(Minutes(30));
        Assert.Single(_harness.Provider.Dispatches);

        Change(campaign, settings => settings with { Zone = "Pacific/Kiritimati" }); // there, the first call was at 23:00
        _harness.Advance(Hours(1));

        Assert.Equal(["ann 09:00", "ann 10:00"], Made());
    }

    [Fact]
    public void Zone_that_is_removed_is_UTC_again()
    {
        var campaign = _harness.Run(
            Calls(StepRetryPolicy.None) with { Window = ContactWindow.Daily(new TimeOnly(8, 0), new TimeOnly(20, 0)), Zone = LosAngeles },
            One());

        Change(campaign, settings => settings with { Zone = "Etc/UTC" });

        Assert.Equal(["ann 09:00"], Made());
    }

    [Fact]
    public void Zone_that_nobody_knows_is_refused_by_its_name()
    {
        var campaign = _harness.Run(Calls(StepRetryPolicy.None), One());

        var unknown = Assert.Throws<CampaignException>(() => Change(campaign, settings => settings with { Zone = "Mars/Olympus" }));

        Assert.Contains("Zone is \"Mars/Olympus\"", unknown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Campaign_of_an_earlier_version_keeps_its_zone_and_says_so()
    {
        using var harness = new CampaignHarness(options => options.Store = new EarlierStore(options.Store!));
        harness.Provider.Answers(AttemptOutcome.Busy);
        var definition = Calls(
            StepRetryPolicy.Fixed(2, Hours(1))) with { Window = ContactWindow.Daily(
                new TimeOnly(8, 0), new TimeOnly(20, 0)), Zone = "Europe/Paris" };
        var campaign = harness.Run(definition, One());
        harness.Restart();

        var refusal = Assert.Throws<CampaignException>(() => harness.Do(client =>
            client.ChangeAsync(campaign, settings => settings with { Zone = LosAngeles })));
        harness.Do(client => client.ChangeAsync(campaign, settings => settings with { Weight = 2 }));
        harness.Advance(Hours(1));

        Assert.Equal(CampaignError.IllegalTransition, refusal.Error);
        Assert.Contains("created by an earlier version", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(2, harness.Provider.Dispatches.Count);
    }

    [Fact]
    public void Zone_that_this_edition_of_the_database_does_not_know_closes_for_its_contacts_alone()
    {
        using var harness = new CampaignHarness(options => options.Store = new NewerStore(options.Store!));
        harness.Provider.Answers(AttemptOutcome.Busy, AttemptOutcome.Busy);
        harness.Do(operations => operations.ChangeTenantAsync(
            "default", new TenantSettings { Caps = [new FrequencyCap(5, 1, CapPeriod.CalendarDays)] }));
        var window = ContactWindow.Daily(new TimeOnly(0, 0), new TimeOnly(23, 0));
        var definition = Calls(StepRetryPolicy.Fixed(3, Hours(1))) with { Window = window };
        var campaign = harness.Run(definition, new Contact("ann", "+1 555 010 0001", LosAngeles), new Contact("bob", "+1 555 010 0002"));
        harness.Restart();
        harness.Advance(Hours(1));

        Assert.Equal(["ann", "bob", "bob"], harness.Provider.Dispatches.Select(call => call.ContactKey));
        var closed = harness.Do(client => client.ExplainAsync(campaign, "ann")).Verdicts.Single(verdict => verdict.Gate == "window");
        Assert.Contains("does not know Mars/Olympus", closed.Reason, StringComparison.Ordinal);
    }

    private void Change(CampaignId campaign, Func<CampaignSettings, CampaignSettings> change) => _harness.Do(client =>
        client.ChangeAsync(campaign, change));

    private IEnumerable<string> Made() => _harness.Provider.Dispatches.Select(call => $"{call.ContactKey} {call.At:HH:mm}");

    /// <summary>A store whose campaigns were created before campaigns had a zone.</summary>
    private sealed class EarlierStore(IJobStore inner) : ForwardingStore(inner)
    {
        public override ValueTask<CommitReceipt> CommitAsync(CommitBatch batch, CancellationToken cancellationToken)
        {
            var campaigns = (List<CampaignRow>)batch.Campaigns;
            for (var i = 0; i < campaigns.Count; i++)
            {
                campaigns[i] = campaigns[i] with { Settings = campaigns[i].Settings with { Zone = null } };
            }

            return base.CommitAsync(batch, cancellationToken);
        }
    }

    /// <summary>A store with a zone of a newer edition of the time zone database.</summary>
    private sealed class NewerStore(IJobStore inner) : ForwardingStore(inner)
    {
        public override ValueTask<CommitReceipt> CommitAsync(CommitBatch batch, CancellationToken cancellationToken)
        {
            var lanes = (List<LaneRow>)batch.Lanes;
            for (var i = 0; i < lanes.Count; i++)
            {
                lanes[i] = lanes[i].Zone == LosAngeles ? lanes[i] with { Zone = "Mars/Olympus" } : lanes[i];
            }

            return base.CommitAsync(batch, cancellationToken);
        }
    }
}
