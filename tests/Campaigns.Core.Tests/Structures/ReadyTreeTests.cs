using Campaigns.Scheduling;
using Campaigns.Storage;
using static Campaigns.Tests.People;

namespace Campaigns.Tests.Structures;

/// <summary>The ready tree beside a list of who has work: campaigns of several tenants, with priorities and weights.</summary>
public class ReadyTreeTests
{
    private static readonly int[] Priorities = [50, 50, 50, 90];
    private readonly SchedulerState _state =
        new(new SchedulerSettings(new Random(1), 1_000_000, 10, CampaignStrategies.StrictPriority, 100));
    private readonly List<Member> _members = [];
    private readonly ReadyTree _tree;

    public ReadyTreeTests()
    {
        _state.Add(new ProviderEntry(0, "voice-1", "voice", new ProviderOptions()));
        _tree = new ReadyTree(_state);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Highest_priority_goes_first_and_equals_share_by_weight_whoever_comes_and_goes(int seed)
    {
        var random = new Random(seed);
        for (var id = 1; id <= 12; id++)
        {
            _members.Add(Add(id, $"tenant-{random.Next(3)}", Priorities[random.Next(Priorities.Length)], weight: random.Next(1, 4)));
        }

        for (var round = 0; round < 60; round++)
        {
            for (var change = 0; change < 4; change++)
            {
                Toggle(_members[random.Next(_members.Count)], random);
            }

            RequireFairRound(dispatches: 600);
        }
    }

    private Member Add(int id, string tenant, int priority, int weight)
    {
        var definition = DefinitionJson.Write(Calls(StepRetryPolicy.None));
        var settings = new StoredSettings(priority, 1_000, weight, false, null);
        var row = new CampaignRow(new CampaignId(id), tenant, null, definition, CampaignState.Running, settings, Nine, Nine, null);
        var campaign = new CampaignEntry(row, _state.Tenant(tenant));
        _state.Add(campaign);
        var lane = _state.AddLane(new LaneRow(id, campaign.Id, "", "voice"), campaign);
        return new Member(campaign, lane);
    }

    /// <summary>Gives a campaign a retry or a new contact if it has no work; takes its work away if it has.</summary>
    private void Toggle(Member member, Random random)
    {
        var queue = member.Lane.Queue;
        if (member.HasWork)
        {
            queue.WithdrawRetry(member.Lane);
            queue.WithdrawFresh(member.Lane);
        }
        else if (random.Next(2) == 0)
        {
            queue.OfferRetry(member.Lane, due: random.Next(100));
        }
        else
        {
            queue.OfferFresh(member.Lane, job: random.Next(100));
        }

        member.HasWork = !member.HasWork;
        _tree.Refresh(queue);
    }

    private void RequireFairRound(int dispatches)
    {
        var highest = _members.Where(member => member.HasWork).Select(member => member.Campaign.Settings.Priority).DefaultIfEmpty(-1).Max();
        var ready = _members.Where(member => member.HasWork && member.Campaign.Settings.Priority == highest).ToList();
        _members.ForEach(member => member.Dispatches = 0);
        for (var i = 0; i < dispatches; i++)
        {
            var lane = _tree.Next(mono: 0);
            Assert.Equal(ready.Count > 0, lane is not null);
            if (lane is null)
            {
                return;
            }

            ready.Single(member => member.Lane == lane).Dispatches++; // throws if it has no work, or a lower priority
            _tree.Charge(lane.Queue);
        }

        RequireShares(ready);
    }

    /// <summary>Tenants of equal weight differ by one dispatch at most, and two campaigns of a tenant by one dispatch each.</summary>
    private static void RequireShares(List<Member> ready)
    {
        var tenants = ready.GroupBy(member => member.Campaign.Tenant).ToList();
        var totals = tenants.Select(tenant => tenant.Sum(member => member.Dispatches)).ToList();
        Assert.InRange(totals.Max() - totals.Min(), 0, 1);
        foreach (var tenant in tenants)
        {
            var pairs = tenant.SelectMany(one => tenant.Select(other => (one, other)));
            Assert.All(pairs, pair => Assert.InRange(pair.one.Turns - pair.other.Turns, -2, pair.one.OneTurn + pair.other.OneTurn + 0.001));
        }
    }

    private sealed class Member(CampaignEntry campaign, Lane lane)
    {
        public CampaignEntry Campaign { get; } = campaign;

        public Lane Lane { get; } = lane;

        public bool HasWork { get; set; }

        public int Dispatches { get; set; }

        /// <summary>What one dispatch takes of the campaign's share.</summary>
        public double OneTurn => 1.0 / Campaign.Settings.Weight;

        public double Turns => Dispatches * OneTurn;
    }
}
