using Campaigns.Storage;
using static Campaigns.Tests.People;

namespace Campaigns.Tests;

/// <summary>
/// A campaign does not complete while an enrollment is open, however it was interrupted. The enrollment must be finished, started again or
/// closed first.
/// </summary>
public sealed class OpenEnrollmentTests : IDisposable
{
    private readonly FaultyStore _store = new(new MemoryJobStore(new Random(1)));
    private readonly CampaignHarness _harness;
    private readonly SlowList _list = new();
    private readonly CampaignId _campaign;
    private Task<EnrollmentReport>? _call;

    public OpenEnrollmentTests()
    {
        _harness = new CampaignHarness(options => options.Store = _store);
        _campaign = _harness.Do(client => client.CreateAsync(Calls(StepRetryPolicy.None)));
    }

    public void Dispose() => _harness.Dispose();

    public static TheoryData<string> Cuts => ["throws", "canceled", "stopped", "store", "share"];

    [Fact]
    public void Campaign_waits_for_its_list_and_completes_with_the_last_of_it()
    {
        Begin(500);
        Assert.Equal((CampaignState.Running, 500L), Stands());
        Assert.Equal(Nine, _harness.Statistics(_campaign).EnrollmentOpenSince);

        _list.Add(Many(400, "late"));
        _list.End();
        _harness.Advance(Minutes(2));

        Assert.Equal((CampaignState.Completed, 900L), Stands());
        Assert.Equal(900, _harness.Do((ICampaignClient _) => _call!).Added);
        Assert.Null(_harness.Statistics(_campaign).EnrollmentOpenSince);
    }

    [Theory]
    [MemberData(nameof(Cuts))]
    public void Whatever_cut_it_the_campaign_waits_and_the_list_begun_again_completes_it(string cut)
    {
        Begin(500);
        Cut(cut);
        _harness.Advance(Hours(30));
        Assert.Equal(CampaignState.Running, Stands().State);
        Assert.Equal(1, _harness.Statistics(_campaign).CutEnrollments);
        Assert.Contains("enrollment is open", _harness.Statistics(_campaign).ToString());
        Assert.Equal(1, _harness.Do(client => client.ExplainAsync(_campaign))["enrollment"]);

        _harness.Do(client => client.AddContactsAsync(_campaign, Many(500).Concat(Many(400, "late"))));
        _harness.Advance(Minutes(2));

        Assert.Equal((CampaignState.Completed, 900L), Stands());
    }

    [Theory]
    [MemberData(nameof(Cuts))]
    public void Whatever_cut_it_closing_it_completes_the_campaign(string cut)
    {
        Begin(500);
        Cut(cut);
        _harness.Advance(Hours(30));

        _harness.Do(client => client.CloseEnrollmentAsync(_campaign));

        Assert.Equal(CampaignState.Completed, Stands().State);
    }

    [Theory]
    [MemberData(nameof(Cuts))]
    public void Short_list_begins_it_again_too(string cut)
    {
        Begin(500);
        Cut(cut);
        _harness.Advance(Hours(30));

        _harness.Do(client => client.AddContactsAsync(_campaign, [One()]));
        _harness.Advance(Minutes(1));

        Assert.Equal((CampaignState.Completed, 501L), Stands());
    }

    [Fact]
    public void List_goes_on_after_a_failure_of_the_store_that_did_not_hit_it()
    {
        Begin(500);
        _store.Arm((CallSite.Commit, 1, Fault.Before));
        Assert.Throws<CampaignException>(() => _harness.Do(client => client.CreateAsync(Calls(StepRetryPolicy.None))));
        _harness.Advance(Hours(1));
        Assert.Equal((CampaignState.Running, 500L), Stands());
        Assert.Equal(0, _harness.Statistics(_campaign).CutEnrollments);

        _list.Add(Many(400, "late"));
        _list.End();
        _harness.Advance(Minutes(2));

        Assert.Equal((CampaignState.Completed, 900L), Stands());
    }

    [Theory]
    [InlineData(Fault.Before)]
    [InlineData(Fault.After)]
    public void Whichever_commit_of_it_fails_the_campaign_waits(Fault fault)
    {
        var commits = Count();
        Assert.True(commits > 3);
        for (var number = 1; number <= commits; number++)
        {
            var campaign = _harness.Run(Calls(StepRetryPolicy.None, name: $"{fault} {number}") with { KeepOpen = true }, One());
            _harness.Advance(Minutes(1));
            _harness.Do(client => client.PauseAsync(campaign));
            _store.Arm((CallSite.Commit, number, fault));
            Task? call = null;
            _harness.Do(async client =>
            {
                call = client.AddContactsAsync(campaign, Many(700, "list").ToAsyncEnumerable());
                await Task.CompletedTask;
            });
            _harness.Advance(Minutes(1));
            var error = Assert.Throws<CampaignException>(() => _harness.Do((ICampaignClient _) => call!));
            Assert.Contains("Enroll the same contacts again", error.Message, StringComparison.Ordinal);
            Complete(campaign);
            var isDone = fault == Fault.After && number == commits; // the last commit, which closed the enrollment, took effect
            Assert.Equal(isDone, _harness.Statistics(campaign).State.IsTerminal());
            if (!isDone)
            {
                Enroll(campaign);
                _harness.Advance(Minutes(2));
            }

            Assert.Equal((CampaignState.Completed, 701L), (_harness.Statistics(campaign).State, _harness.Statistics(campaign).Total));
        }

        int Count()
        {
            var campaign = _harness.Run(Calls(StepRetryPolicy.None) with { KeepOpen = true }, One());
            _harness.Advance(Minutes(1));
            _harness.Do(client => client.PauseAsync(campaign));
            _store.Arm(null);
            Enroll(campaign);
            var commits = _store.Calls[CallSite.Commit];
            Complete(campaign);
            return commits;
        }

        void Enroll(CampaignId campaign) => _harness.Do(client => client.AddContactsAsync(campaign, Many(700, "list").ToAsyncEnumerable()));

        void Complete(CampaignId campaign)
        {
            _harness.Do(client => client.ResumeAsync(campaign));
            _harness.Do(client => client.ChangeAsync(campaign, settings => settings with { KeepOpen = false }));
            _harness.Advance(Minutes(2));
        }
    }

    [Fact]
    public void Several_at_once_all_must_be_finished()
    {
        Begin(500);
        var other = new SlowList();
        var second = Start(other, CancellationToken.None);
        other.Add(Many(600, "other"));
        other.End();
        _harness.Advance(Minutes(2));
        Assert.True(second.IsCompletedSuccessfully);
        Assert.Equal((CampaignState.Running, 1_100L), Stands());

        _list.End();
        _harness.Advance(Minutes(2));

        Assert.Equal(CampaignState.Completed, Stands().State);
    }

    [Fact]
    public void Closed_one_that_is_under_way_takes_no_more()
    {
        Begin(500);
        _harness.Do(client => client.ChangeAsync(_campaign, settings => settings with { KeepOpen = true }));
        _harness.Do(client => client.CloseEnrollmentAsync(_campaign));
        _list.Add(Many(500, "late"));
        _harness.Settle();

        var error = Assert.Throws<CampaignException>(() => _harness.Do((ICampaignClient _) => _call!));
        Assert.Equal(CampaignError.IllegalTransition, error.Error);
        Assert.Equal((CampaignState.Running, 500L), Stands());
        Assert.Null(_harness.Statistics(_campaign).EnrollmentOpenSince);
    }

    [Fact]
    public void Canceled_campaign_has_none_open()
    {
        Begin(500);
        _harness.Do(client => client.CancelAsync(_campaign));

        Assert.Equal(CampaignState.Canceled, Stands().State);
        Assert.Null(_harness.Statistics(_campaign).EnrollmentOpenSince);
        _harness.Do(client => client.CloseEnrollmentAsync(_campaign)); // closing without an open enrollment is not an error
    }

    [Fact]
    public void Short_list_is_one_commit_and_leaves_nothing_open()
    {
        _store.Arm(null);
        _harness.Do(client => client.AddContactsAsync(_campaign, Many(500).ToList(), CancellationToken.None));
        Assert.Equal(1, _store.Calls[CallSite.Commit]);

        Assert.Null(_harness.Statistics(_campaign).EnrollmentOpenSince);
    }

    [Fact]
    public void Cut_one_is_told_as_an_event()
    {
        var told = new List<CampaignEvent>();
        _harness.Do(async client =>
        {
            _ = ReadAsync(client);
            await Task.CompletedTask;
        });
        Begin(500);
        Cut("throws");

        Assert.Contains(told, happened => happened.Kind == CampaignEventKind.EnrollmentCut);

        async Task ReadAsync(ICampaignClient client)
        {
            await foreach (var happened in client.ReadEventsAsync(_campaign, TestContext.Current.CancellationToken))
            {
                told.Add(happened);
            }
        }
    }

    private (CampaignState State, long Total) Stands() => (_harness.Statistics(_campaign).State, _harness.Statistics(_campaign).Total);

    /// <summary>Enrolls part of a slow list, starts the campaign, and runs until all enrolled contacts have ended.</summary>
    private void Begin(int count)
    {
        _call = Start(_list, CancellationToken.None);
        _list.Add(Many(count));
        _harness.Do(client => client.StartAsync(_campaign));
        _harness.Advance(Minutes(2));
        Assert.Equal(count, _harness.Statistics(_campaign).Completed);
    }

    private Task<EnrollmentReport> Start(SlowList list, CancellationToken cancellationToken)
    {
        Task<EnrollmentReport>? call = null;
        _harness.Do(async client =>
        {
            call = client.AddContactsAsync(_campaign, list.ReadAsync(), null, cancellationToken);
            await Task.CompletedTask;
        });
        return call!;
    }

    private void Cut(string how)
    {
        switch (how)
        {
            case "throws":
                _list.Fail(new InvalidDataException("row 501"));
                Assert.Throws<InvalidDataException>(() => _harness.Do((ICampaignClient _) => _call!));
                break;
            case "canceled":
                using (var stop = new CancellationTokenSource())
                {
                    var list = new SlowList();
                    var call = Start(list, stop.Token);
                    _list.End();
                    stop.Cancel();
                    list.Add(Many(500));
                    Assert.ThrowsAny<OperationCanceledException>(() => _harness.Do((ICampaignClient _) => call));
                }

                break;
            case "stopped":
                _harness.Restart();
                break;
            case "store":
                _store.Arm((CallSite.Commit, 1, Fault.Before));
                _harness.Do(
                    async client => await Assert.ThrowsAsync<CampaignException>(() => client.CreateAsync(Calls(StepRetryPolicy.None))));
                _harness.Restart();
                break;
            default:
                _store.Arm((CallSite.Commit, 1, Fault.Before));
                _list.Add(Many(500, "lost"));
                _harness.Advance(Minutes(1));
                Assert.Throws<CampaignException>(() => _harness.Do((ICampaignClient _) => _call!));
                break;
        }
    }
}
