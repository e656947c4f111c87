using static Campaigns.Tests.People;
using static Campaigns.Tests.Sequences.Outreach;

namespace Campaigns.Tests.Sequences;

/// <summary>Random protocols, contacts and disturbances, with checks of every send and every end.</summary>
public class RandomDripTests
{
    private static readonly string[] Everywhere = [Channels.LinkedIn, Channels.Email, Channels.Voice];
    private static readonly TimeSpan Expiry = Days(10);

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 20)];

    [Theory]
    [MemberData(nameof(Seeds))]
    [Trait("Category", "Sweep")]
    public void Nothing_is_sent_that_must_not_be_and_everybody_ends_as_the_attempts_say(int seed)
    {
        var random = new Random(seed);
        using var outreach =
            new Outreach(options => (options.MaxWaitingInMemory, options.PageSize) = (random.Next(2) == 0 ? 3 : null, random.Next(1, 8)));
        var world = new World(outreach, random);
        outreach.Answer = world.Answer;
        world.Begin();
        for (var hour = 0; hour < 24 * 12; hour += random.Next(1, 9))
        {
            outreach.AdvanceTo(Hours(hour));
            world.Disturb();
        }

        world.CalmDown();
        outreach.AdvanceTo(Days(40));
        world.AssertEnded();
    }

    private sealed class World(Outreach outreach, Random random)
    {
        private readonly HashSet<string> _down = [];
        private readonly HashSet<(CampaignId, string)> _over = [];
        private readonly Dictionary<(CampaignId, string), List<(int Step, AttemptId Attempt, AttemptOutcome Outcome)>> _sends = [];
        private readonly Dictionary<CampaignId, CampaignDefinition> _campaigns = [];
        private readonly HashSet<CampaignId> _paused = [];
        private readonly List<AttemptId> _live = [];
        private readonly List<string> _wrong = [];
        private bool _isCalm;

        public void Begin()
        {
            for (var i = 0; i < 2; i++)
            {
                var definition = new CampaignDefinition
                {
                    Name = $"{i}",
                    Steps = Protocol(),
                    Exit = new ExitRules { After = Expiry, Monitor = random.Next(4) > 0 },
                    Exclusivity = random.Next(2) == 0
                        ? Exclusivity.None
                        : new Exclusivity { OnConflict = (ExclusivityConflict)random.Next(3) },
                    MaxConcurrent = random.Next(1, 20),
                };
                Assert.Empty(definition.Validate());
                var campaign = outreach.Run(definition with { KeepOpen = true });
                _campaigns[campaign] = definition;
                Enroll(campaign);
            }
        }

        public void Disturb()
        {
            var (campaign, key) = (_campaigns.Keys.ElementAt(random.Next(2)), $"p{random.Next(10)}");
            var channel = Everywhere[random.Next(3)];
            switch (random.Next(14))
            {
                case 0 or 1:
                    outreach.Down(channel);
                    _down.Add(channel);
                    break;
                case 2 or 3 or 4 when _down.Remove(channel):
                    outreach.Up(channel);
                    break;
                case 5:
                    outreach.Reply(key);
                    NoteEnds(JobState.Replied);
                    break;
                case 6:
                    outreach.Report("opened", key);
                    break;
                case 7:
                    outreach.Harness.Restart();
                    break;
                case 8 when !_paused.Contains(campaign):
                    outreach.Harness.Do(client => client.PauseAsync(campaign));
                    _paused.Add(campaign);
                    break;
                case 9 when _paused.Remove(campaign):
                    outreach.Harness.Do(client => client.ResumeAsync(campaign));
                    break;
                case 10:
                    foreach (var task in outreach.Harness.Tasks(campaign).Take(2))
                    {
                        outreach.Harness.Do(operations =>
                            operations.CompleteTaskAsync(campaign, task.Contact.Key, (ManualTaskResult)random.Next(3)));
                    }

                    break;
                case 11 when random.Next(4) == 0:
                    outreach.Harness.Do(reports => reports.SuppressAsync(Suppression.OfContact("default", key)));
                    NoteEnds(JobState.Suppressed);
                    break;
                case 12:
                    Enroll(campaign);
                    break;
                default:
                    ReportLive();
                    break;
            }
        }

        public void CalmDown()
        {
            foreach (var campaign in _paused.ToList())
            {
                _paused.Remove(campaign);
                outreach.Harness.Do(client => client.ResumeAsync(campaign));
            }

            _isCalm = true;
            ReportLive();
        }

        public DispatchResult Answer(DispatchRequest request)
        {
            var (definition, now) = (_campaigns[request.Campaign.Id], outreach.Harness.Now);
            var step = int.Parse(request.Content.Body!, System.Globalization.CultureInfo.InvariantCulture);
            var about = $"{request.Contact.Key} in {request.Campaign.Name}, step {step} on {request.Step.Channel} at {now:O}";
            Check(!_down.Contains(request.Step.Channel), about, "the channel is down");
            Check(!_paused.Contains(request.Campaign.Id), about, "the campaign is paused");
            Check(!_over.Contains((request.Campaign.Id, request.Contact.Key)), about, "the job had ended");
            Check(request.Contact.AddressOn(request.Step.Channel) is not null, about, "there is no address");
            var outcome = random.Next(10) switch { 0 =>
                AttemptOutcome.Rejected, 1 =>
                    AttemptOutcome.Failed, 2 => AttemptOutcome.None, 3 => AttemptOutcome.NotPlaced, _ => AttemptOutcome.Completed };
            outcome = _isCalm && outcome == AttemptOutcome.None ? AttemptOutcome.Completed : outcome;
            var sends = CollectionOf(request);
            if (outcome != AttemptOutcome.NotPlaced)
            {
                Check(!sends.Any(
                    sent => sent.Step == step && sent.Outcome is AttemptOutcome.Completed or AttemptOutcome.None), about,
                    "it had been sent");
                Check(sends.Count == 0 || GroupOf(
                    definition, sends.Max(sent => sent.Step)) <= GroupOf(definition, step), about, "a later group had begun");
                sends.Add((step, request.Attempt, outcome));
            }

            if (outcome == AttemptOutcome.None)
            {
                _live.Add(request.Attempt);
            }

            return outcome switch
            {
                AttemptOutcome.None => DispatchResult.Accepted(),
                AttemptOutcome.NotPlaced => DispatchResult.NotPlaced("busy"),
                _ => DispatchResult.Completed(outcome),
            };
        }

        public void AssertEnded()
        {
            Assert.True(_wrong.Count == 0, string.Join("\n", _wrong));
            foreach (var (campaign, definition) in _campaigns)
            {
                var contacts = Enumerable.Range(0, 10).Select(i => Find(campaign, $"p{i}")).OfType<ContactStatus>().ToList();
                Assert.All(contacts, contact => Assert.True(contact.State.IsTerminal(), $"{contact.Contact.Key} of {definition.Name} is {contact.State}, waits for {contact.WaitingFor}, due {contact.NextDue:O}"));
                Assert.All(contacts, contact => Assert.Equal(0, contact.DeferredSteps));
                var statistics = outreach.Harness.Statistics(campaign);
                Assert.Equal(contacts.Count, statistics.Total);
                Assert.Equal((0, 0, 0), (statistics.Pending, statistics.WaitingForRetry, statistics.Live));
                Assert.Empty(statistics.Waiting);
                Assert.Equal(Counts(contacts), (statistics.Replied, statistics.NoResponse, statistics.Expired, statistics.Completed, statistics.Suppressed, statistics.Removed));
                Assert.Equal(
                    contacts.SelectMany(contact => contact.Timeline).GroupBy(entry => entry.Outcome).Select(
                        group => (group.Key, group.LongCount())).Order(),
                    statistics.Outcomes.Select(pair => (pair.Key, pair.Value)).Order());
            }
        }

        private static (long, long, long, long, long, long) Counts(List<ContactStatus> contacts)
        {
            long Of(JobState state) => contacts.Count(contact => contact.State == state);
            return (Of(JobState.Replied), Of(
                JobState.NoResponse), Of(JobState.Expired), Of(JobState.Completed), Of(JobState.Suppressed), Of(JobState.Removed));
        }

        private List<(int Step, AttemptId Attempt, AttemptOutcome Outcome)> CollectionOf(DispatchRequest request)
        {
            var key = (request.Campaign.Id, request.Contact.Key);
            return _sends.TryGetValue(key, out var sends) ? sends : _sends[key] = [];
        }

        private void Check(bool isRight, string about, string wrong)
        {
            if (!isRight)
            {
                _wrong.Add($"{about}: {wrong}");
            }
        }

        /// <summary>Remembers all contacts that have ended in this state, because they must stay in it.</summary>
        private void NoteEnds(JobState end)
        {
            foreach (var campaign in _campaigns.Keys)
            {
                _over.UnionWith(
                    Enumerable.Range(0, 10).Select(i => $"p{i}").Where(key => Find(campaign, key)?.State == end).Select(
                        key => (campaign, key)));
            }
        }

        private ContactStatus? Find(CampaignId campaign, string key)
        {
            try
            {
                return outreach.Status(campaign, key);
            }
            catch (CampaignException problem) when (problem.Error == CampaignError.NotFound)
            {
                return null;
            }
        }

        private void Enroll(CampaignId campaign) =>
            outreach.Harness.Do(
                client => client.AddContactsAsync(campaign, Enumerable.Range(0, 3).Select(_ => RandomPerson($"p{random.Next(10)}"))));

        private Contact RandomPerson(string key)
        {
            var addresses = new Dictionary<string, string>();
            foreach (var channel in new[] { Channels.LinkedIn, Channels.Email })
            {
                if (random.Next(4) > 0)
                {
                    addresses[channel] = $"{key}@{channel}.example";
                }
            }

            return new Contact(key, random.Next(2) == 0 ? $"+1 555 010 00{random.Next(10, 99)}" : null, addresses: addresses);
        }

        private void ReportLive()
        {
            while (_live.Count > 0)
            {
                var (attempt, outcome) = (_live[0], random.Next(3) == 0 ? AttemptOutcome.Rejected : AttemptOutcome.Completed);
                _live.RemoveAt(0);
                var sends = _sends.Values.Single(each => each.Exists(sent => sent.Attempt == attempt));
                var index = sends.FindIndex(sent => sent.Attempt == attempt);
                sends[index] = sends[index] with { Outcome = outcome };
                outreach.Ended(attempt, outcome);
            }
        }

        private List<CampaignStep> Protocol()
        {
            var steps = new List<CampaignStep>();
            var groups = random.Next(1, 5);
            for (var group = 0; group < groups; group++)
            {
                for (var i = random.Next(1, 4); i > 0; i--)
                {
                    steps.Add(RandomMessage(steps.Count));
                }

                if (group < groups - 1)
                {
                    steps.Add(random.Next(4) switch
                    {
                        0 => CampaignStep.WaitFor("opened", Hours(random.Next(1, 60))),
                        1 => CampaignStep.Branch(StepCondition.LastOutcome(AttemptOutcome.Completed), null),
                        _ => CampaignStep.Wait(Hours(random.Next(1, 60))),
                    });
                }
            }

            return steps;
        }

        private ContactStep RandomMessage(int index) => RandomMessage(index, Everywhere[random.Next(3)]);

        private ContactStep RandomMessage(int index, string channel) => CampaignStep.Message(channel, $"{index}") with
        {
            OnUnavailable = random.Next(3) == 0 ? null : Policy(3, [.. Everywhere.Except([channel])], mayWait: true),
            OnNoAddress = random.Next(3) == 0 ? null : Policy(2, [.. Everywhere.Except([channel])], mayWait: false),
            Retry = random.Next(3) == 0 ? StepRetryPolicy.Fixed(2, Hours(2)) : StepRetryPolicy.None,
            OnFailure = random.Next(5) == 0 ? StepFailure.EndJob : null,
            Window = random.Next(4) == 0 ? Campaigns.ContactWindow.Daily(new TimeOnly(8, 0), new TimeOnly(18, 0)) : null,
            Timeout = Days(30),
        };

        private UnavailablePolicy Policy(int depth, string[] others, bool mayWait, bool mayHandOver = true)
        {
            var (isLast, other) = (depth == 0 || random.Next(2) == 0, others.Length == 0 ? null : others[random.Next(others.Length)]);
            UnavailablePolicy? Then(bool mayWaitThen, bool mayHandOverThen) =>
                isLast ? null : Policy(depth - 1, [.. others.Where(channel => channel != other)], mayWaitThen, mayHandOverThen);
            return random.Next(5) switch
            {
                0 => UnavailablePolicy.Fail,
                1 when other is not null => UnavailablePolicy.Fallback(other, Then(mayWait, mayHandOver)),
                2 when mayHandOver => UnavailablePolicy.Task(random.Next(2) == 0 ? Hours(random.Next(1, 40)) : null, Then(false, false)),
                3 or 4 when mayWait => UnavailablePolicy.Wait(Hours(random.Next(1, 100)), Then(false, mayHandOver)),
                _ => UnavailablePolicy.Skip,
            };
        }

        /// <summary>The group of consecutive contact steps that a step belongs to.</summary>
        private static int GroupOf(CampaignDefinition definition, int step) =>
            definition.Steps.Take(step).Count(each => each is not ContactStep);
    }
}
