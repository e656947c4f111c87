using Campaigns.InMemory;
using static Campaigns.Tests.People;

namespace Campaigns.Tests.Status;

/// <summary>Walks of whole lists with random filters and limits, while rows are added, changed and purged between two pages.</summary>
public sealed class ListWalkTests
{
    private static readonly AttemptOutcome[] Outcomes =
        [AttemptOutcome.Completed, AttemptOutcome.Busy, AttemptOutcome.NoAnswer, AttemptOutcome.Invalid];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 40)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Contacts_that_match_all_the_time_are_found_exactly_once(int seed)
    {
        using var world = new World(seed);
        var campaign = world.Pick(world.Campaigns);
        var filter = world.ContactFilter();
        var before = world.Contacts(campaign).Where(contact => Matches(contact, filter)).Select(contact => contact.Contact.Key).ToList();
        var found = world.Walk<ContactStatus>(
            (client, after, limit) => client.ListContactsAsync(campaign, filter, after, limit), purges: other => other != campaign);
        var after = world.Contacts(campaign).Where(contact => Matches(contact, filter)).Select(contact => contact.Contact.Key).ToHashSet();

        Assert.All(found, contact => Assert.True(Matches(contact, filter), $"seed {seed}: {contact.Contact.Key} does not match {filter}"));
        Same(seed, before.Where(after.Contains), found.Select(contact => contact.Contact.Key));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Campaigns_that_match_all_the_time_are_found_exactly_once(int seed)
    {
        using var world = new World(seed);
        var filter = world.CampaignFilter();
        var before = world.Harness.Campaigns().Where(campaign => Matches(campaign, filter)).Select(campaign => campaign.Campaign).ToList();
        var found = world.Walk<CampaignStatistics>((client, after, limit) => client.ListAsync(filter, after, limit));
        var after = world.Harness.Campaigns().Where(campaign => Matches(campaign, filter))
            .Select(campaign => campaign.Campaign).ToHashSet();

        Assert.All(found, campaign => Assert.True(Matches(campaign, filter), $"seed {seed}: {campaign} does not match {filter}"));
        Same(seed, before.Where(after.Contains).Reverse(), found.Select(campaign => campaign.Campaign));
    }

    [Theory, Trait("Category", "Sweep")]
    [MemberData(nameof(Seeds))]
    public void Attempts_that_match_all_the_time_are_found_exactly_once(int seed)
    {
        using var world = new World(seed);
        var filter = world.AttemptFilter();
        var before = world.Attempts(filter).ToList();
        var found = world.Walk<ContactAttempt>((client, after, limit) => client.ListAttemptsAsync(filter, after, limit), filter.Campaign);
        var after = world.Attempts(filter).ToHashSet();

        Same(seed, before.Where(after.Contains), found.Select(attempt => attempt.Entry.Attempt));
    }

    /// <summary>Requires that all expected items are found in their order, and no item twice.</summary>
    private static void Same<T>(int seed, IEnumerable<T> expected, IEnumerable<T> found)
    {
        var (wanted, got) = (expected.ToList(), found.ToList());
        var known = wanted.ToHashSet();
        Assert.True(got.Count == got.Distinct().Count(), $"seed {seed}: an item was found twice in {string.Join(", ", got)}");
        Assert.True(
            wanted.SequenceEqual(got.Where(known.Contains)),
            $"seed {seed}: expected {string.Join(", ", wanted)}; found {string.Join(", ", got)}");
    }

    private static bool Matches(ContactStatus contact, ContactFilter filter) =>
        (filter.State is null || contact.State == filter.State)
        && (filter.WaitingFor is null || (contact.State == JobState.Waiting && contact.WaitingFor == filter.WaitingFor))
        && (filter.LastOutcome is null || contact.Timeline.LastOrDefault()?.Outcome == filter.LastOutcome)
        && (filter.Text is null || contact.Contact.Key.StartsWith(filter.Text, StringComparison.Ordinal)
            || contact.Contact.Phone.Reveal() == filter.Text);

    private static bool Matches(CampaignStatistics campaign, CampaignFilter filter) =>
        (filter.Tenant is null || campaign.Tenant == filter.Tenant)
        && (filter.State is null || campaign.State == filter.State)
        && (filter.Text is null || campaign.Name.Contains(filter.Text, StringComparison.OrdinalIgnoreCase));

    /// <summary>A random world: campaigns of two tenants in many states, whose contacts were called once or more.</summary>
    private sealed class World : IDisposable
    {
        private readonly Random _random;
        private int _created;

        public World(int seed)
        {
            _random = new Random(seed);
            Harness = new CampaignHarness(
                options => options.Store = new ShortPages(new MemoryJobStore(new Random(1)), _random.Next(1, 8)));
            Harness.Provider.Otherwise(_ => DispatchResult.Completed(Pick(Outcomes)));
            for (var i = _random.Next(2, 7); i > 0; i--)
            {
                Create();
            }
        }

        public CampaignHarness Harness { get; }

        public IReadOnlyList<CampaignId> Campaigns => [.. Harness.Campaigns().Select(campaign => campaign.Campaign)];

        public void Dispose() => Harness.Dispose();

        public T Pick<T>(IReadOnlyList<T> from) => from[_random.Next(from.Count)];

        public List<ContactStatus> Contacts(CampaignId campaign)
        {
            var all = new List<ContactStatus>();
            Harness.Do(async client =>
            {
                await foreach (var contact in client.ReadContactsAsync(campaign))
                {
                    all.Add(contact);
                }
            });
            return all;
        }

        public IEnumerable<AttemptId> Attempts(AttemptFilter filter) =>
            from campaign in Harness.Campaigns()
            where (filter.Campaign is null || campaign.Campaign == filter.Campaign) && (filter.Tenant ?? campaign.Tenant) == campaign.Tenant
            from contact in Contacts(campaign.Campaign)
            from attempt in contact.Timeline
            where filter.Outcome is null || attempt.Outcome == filter.Outcome
            where filter.State is null || attempt.State == filter.State
            where filter.From is null || attempt.CommittedAt >= filter.From
            where filter.Text is null || contact.Contact.Key.StartsWith(filter.Text, StringComparison.Ordinal)
            select attempt.Attempt;

        /// <summary>Walks a list, and changes the world between two pages.</summary>
        public List<T> Walk<T>(
            Func<ICampaignClient, string?, int, Task<CampaignPage<T>>> read, CampaignId? stays = null,
            Func<CampaignId, bool>? purges = null)
        {
            var found = new List<T>();
            string? after = null;
            do
            {
                var (from, limit) = (after, _random.Next(1, 8));
                var page = Harness.Do((ICampaignClient client) => read(client, from, limit));
                Assert.True(page.Items.Count <= limit);
                found.AddRange(page.Items);
                after = page.Next;
                if (_random.Next(8) == 0)
                {
                    Change(campaign => campaign != stays && purges?.Invoke(campaign) != false);
                }
            }
            while (after is not null);

            return found;
        }

        public ContactFilter ContactFilter() => new()
        {
            State = Maybe(Pick([JobState.New, JobState.Waiting, JobState.Completed, JobState.Failed, JobState.Canceled])),
            WaitingFor = _random.Next(5) == 0 ? WaitingFor.Turn : null,
            LastOutcome = _random.Next(3) == 0 ? Pick(Outcomes) : null,
            Text = _random.Next(3) == 0 ? Pick(["p0000", "p00003", "+15550000002", "none"]) : null,
        };

        public CampaignFilter CampaignFilter() => new()
        {
            Tenant = _random.Next(2) == 0 ? "bravo" : null,
            State = Maybe(Pick([CampaignState.Completed, CampaignState.Running, CampaignState.Canceled, CampaignState.Draft])),
            Text = _random.Next(2) == 0 ? Pick(["AUTUMN", "ing", "none"]) : null,
        };

        public AttemptFilter AttemptFilter() => new()
        {
            Campaign = Maybe(Pick(Campaigns)),
            Tenant = null,
            Outcome = Maybe(Pick(Outcomes)),
            State = _random.Next(4) == 0 ? AttemptState.Ended : null,
            From = _random.Next(4) == 0 ? Nine + Minutes(2) : null,
            Text = _random.Next(4) == 0 ? "p0000" : null,
        };

        private T? Maybe<T>(T value)
            where T : struct => _random.Next(2) == 0 ? value : null;

        private void Change(Func<CampaignId, bool> mayGo)
        {
            var statistics = Harness.Campaigns();
            var ended = statistics.Where(campaign => campaign.EndedAt is not null && mayGo(campaign.Campaign)).ToList();
            var open = statistics.Where(campaign => campaign.State == CampaignState.Running).ToList();
            switch (_random.Next(4))
            {
                case 0:
                    Create();
                    break;
                case 1 when open.Count > 0:
                    Harness.Do(client => client.AddContactsAsync(Pick(open).Campaign, Others(3, $"later{_created++}-")));
                    break;
                case 2 when ended.Count > 0:
                    Harness.Do(client => client.PurgeAsync(Pick(ended).Campaign));
                    break;
                default:
                    Harness.Advance(Minutes(1));
                    break;
            }
        }

        private void Create()
        {
            var number = ++_created;
            var definition = Calls(StepRetryPolicy.Fixed(3, Minutes(2)), name: $"{Pick(["Spring", "Autumn"])} {number}") with
            {
                Tenant = _random.Next(2) == 0 ? "acme" : "bravo", KeepOpen = _random.Next(2) == 0,
            };
            var campaign = Harness.Do(client => client.CreateAsync(definition));
            Harness.Do(client => client.AddContactsAsync(campaign, Many(_random.Next(0, 30))));
            if (_random.Next(5) > 0)
            {
                Harness.Do(client => client.StartAsync(campaign));
                Harness.Advance(Seconds(_random.Next(1, 300)));
            }

            if (_random.Next(4) == 0 && Harness.Statistics(campaign).EndedAt is null)
            {
                Harness.Do(client => client.CancelAsync(campaign));
            }
        }
    }
}
