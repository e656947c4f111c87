using Campaigns.Storage;
using static Campaigns.Tests.People;

namespace Campaigns.Tests.Simulation;

/// <summary>
/// The shipped engine in virtual time under faults, each seed another run: a store that is slow and fails before or after the write, calls
/// that throw after they were placed, lost and doubled callbacks, reports before answers, crashes, clock jumps, requests at any moment.
/// </summary>
public class SimulationTests
{
    public const int MaxConcurrent = 4;
    private const int Contacts = 25;

    [Theory]
    [InlineData(1, 20)]
    [InlineData(1_000, 20)]
    public void Promises_hold_under_faults_and_everything_ends_after_them(int firstSeed, int seeds)
    {
        var (calls, crashes, faults) = (0, 0, 0);
        for (var seed = firstSeed; seed < firstSeed + seeds; seed++)
        {
            var run = new Run(seed);
            run.Play();
            Assert.True(run.Problems.Count == 0, $"seed {seed}:\n{string.Join('\n', run.Problems)}");
            (calls, crashes, faults) = (calls + run.Calls, crashes + run.Crashes, faults + run.Faults);
        }

        TestContext.Current.SendDiagnosticMessage($"{seeds} seeds, {calls} calls, {crashes} crashes, {faults} faults");
        Assert.InRange(calls, seeds * 60, int.MaxValue);
        Assert.InRange(crashes, seeds / 2, int.MaxValue);
        Assert.InRange(faults, seeds, int.MaxValue);
    }

    [Fact]
    public void Same_seed_gives_the_same_run()
    {
        var (first, second) = (new Run(7), new Run(7));
        first.Play();
        second.Play();

        Assert.Equal(first.Trace, second.Trace);
        Assert.NotEmpty(first.Trace);
    }

    private sealed class Run
    {
        private readonly World _world;
        private readonly StepTaskScheduler _tasks;
        private readonly MemoryJobStore _store;
        private readonly SimulatedCarrier _carrier;
        private readonly Dictionary<string, CampaignId> _campaigns = [];
        private Node _node = new();
        private CampaignEngine? _engine;

        public Run(int seed)
        {
            _world = new World(seed);
            _tasks = new StepTaskScheduler(seed);
            _store = new MemoryJobStore(new Random(seed));
            _carrier = new SimulatedCarrier(_world) { Report = ReportAsync };
        }

        public List<string> Problems { get; } = [];

        public string Trace => $"{_carrier.Calls} {Faults} {Crashes} {_world.Time.Elapsed} {string.Join(' ', _carrier.Truth.Select(pair => $"{pair.Key}:{pair.Value}"))}";

        public int Calls => _carrier.Calls;

        public int Crashes { get; private set; }

        public int Faults => _world.Faults;

        public void Play()
        {
            Boot();
            Spawn(CreateAsync);
            for (var i = 0; i < 60; i++)
            {
                Pass(Seconds(_world.Random.Next(1, 400)));
                Spawn(DisturbAsync);
            }

            _world.HasFaults = false;
            Spawn(async () =>
            {
                await UntilDone(client => client.ReleaseAsync(null));
                foreach (var (name, id) in _campaigns)
                {
                    _carrier.Stopped.Remove(name);
                    await UntilDone(client => client.ResumeAsync(id));
                }
            });
            Pass(TimeSpan.FromDays(1));
            Spawn(CheckEndAsync);
            Pass(Hours(1));
            Problems.AddRange(_carrier.Violations);
        }

        private void Boot()
        {
            _node = new Node();
            var options = new CampaignsOptions
            {
                Store = new FlakyStore(_store, _node, _world),
                Time = _world.Time,
                TaskScheduler = _tasks,
                Random = _world.Random,
                StoreTimeout = Seconds(2),
                WaitingInMemory = _world.Random.Next(2, 12),
                PageSize = _world.Random.Next(1, 20),
            }.AddProvider("voice", _carrier.For(_node), provider => provider.MaxDispatching = _world.Random.Next(1, 10));
            _engine = new CampaignEngine(options);
            var (engine, node) = (_engine, _node);
            Spawn(async () =>
            {
                try
                {
                    await engine.StartAsync();
                }
                catch (CampaignException) when (!node.IsDead)
                {
                    Boot(); // the store was down: the host starts the process again
                }
            });
        }

        private async Task CreateAsync()
        {
            foreach (var name in new[] { "plain", "windowed", "steps" })
            {
                var retry = RetryPolicy.Fixed(4, Minutes(7)).On(Outcome.Busy, RetryRule.After(Minutes(2), 2));
                var definition = Calls(retry, MaxConcurrent, name) with
                {
                    Key = name,
                    Steps = name == "steps" ? [Step.Call(retry), Step.Wait(Minutes(20)), Step.Call(retry)] : [new ContactStep { Channel = "voice", Retry = retry, Timeout = SimulatedCarrier.Timeout }],
                    Window = name == "windowed" ? Window.Daily(new TimeOnly(9, 0), new TimeOnly(17, 0)) : null,
                };
                await UntilDone(async client => _campaigns[name] = await client.CreateAsync(definition));
                await UntilDone(client => client.AddContactsAsync(_campaigns[name], Many(Contacts)));
                await UntilDone(client => client.StartAsync(_campaigns[name]));
            }
        }

        private async Task DisturbAsync()
        {
            if (_campaigns.Count < 3)
            {
                return;
            }

            var (name, id) = _campaigns.ElementAt(_world.Random.Next(3));
            switch (_world.Random.Next(9))
            {
                case 0:
                    await UntilDone(client => client.PauseAsync(id));
                    _carrier.Stopped.Add(name);
                    break;
                case 1 or 2:
                    _carrier.Stopped.Remove(name);
                    await UntilDone(client => client.ResumeAsync(id));
                    break;
                case 3:
                    var person = Many(Contacts).ElementAt(_world.Random.Next(Contacts));
                    await UntilDone(client => client.SuppressAsync(Suppression.OfAddress("default", person.Phone.Reveal())));
                    _carrier.Suppressed.Add(person.Phone.Reveal());
                    break;
                case 4:
                    _node.IsDead = true;
                    Crashes++;
                    Boot();
                    break;
                case 5:
                    _world.Time.JumpWall(Minutes(_world.Random.Next(-30, 30)));
                    break;
                case 6:
                    await UntilDone(client => client.RescheduleContactAsync(id, $"p{_world.Random.Next(1, Contacts):D5}", _world.Time.GetUtcNow() + Minutes(_world.Random.Next(0, 60))));
                    break;
            }
        }

        private async Task ReportAsync(AttemptId attempt, Outcome outcome) =>
            await UntilDone(client => client.ReportAsync(ProviderReport.Ended(attempt, outcome)));

        /// <summary>As a host does: again, when the store failed or the process was not there. A refusal is an answer.</summary>
        private async Task UntilDone(Func<ICampaignClient, Task> request)
        {
            for (var tries = 0; tries < 200; tries++)
            {
                var node = _node;
                var answer = AskAsync(request);
                while (!answer.IsCompleted && !node.IsDead)
                {
                    await Task.Delay(Seconds(1), _world.Time);
                }

                if (answer.IsCompleted && await answer)
                {
                    return;
                }

                await Task.Delay(Seconds(1), _world.Time);
            }
        }

        private async Task<bool> AskAsync(Func<ICampaignClient, Task> request)
        {
            try
            {
                await request(_engine!.Client);
                return true;
            }
            catch (CampaignException refusal)
            {
                return refusal.Error is not (CampaignError.StoreFailed or CampaignError.Stopped);
            }
        }

        private async Task CheckEndAsync()
        {
            foreach (var (name, id) in _campaigns)
            {
                var statistics = await _engine!.Client.GetStatisticsAsync(id);
                var contacts = new List<ContactStatus>();
                foreach (var person in Many(Contacts))
                {
                    contacts.Add(await _engine.Client.GetContactAsync(id, person.Key));
                }

                var attempts = contacts.SelectMany(contact => contact.Timeline).ToList();
                Require(statistics.State.IsTerminal(), $"{name} is {statistics.State}: {statistics}");
                Require(contacts.All(contact => contact.State.IsTerminal()), $"{name} has contacts that have not ended");
                Require(statistics.Total == Contacts, $"{name} has {statistics.Total} contacts");
                Require(statistics.Unknown == contacts.Count(contact => contact.State == JobState.Unknown), $"{name}: unknown {statistics.Unknown}");
                Require(statistics.Completed == contacts.Count(contact => contact.State == JobState.Completed), $"{name}: completed {statistics.Completed}");
                foreach (var outcome in Enum.GetValues<Outcome>())
                {
                    var (told, counted) = (statistics.Outcomes.GetValueOrDefault(outcome), attempts.Count(attempt => attempt.Outcome == outcome));
                    Require(told == counted, $"{name}: {told} × {outcome} told, {counted} in the timelines");
                }
            }
        }

        private void Require(bool holds, string what)
        {
            if (!holds)
            {
                Problems.Add(what);
            }
        }

        private void Spawn(Func<Task> work) => Task.Factory.StartNew(
            async () =>
            {
                try
                {
                    await work();
                }
                catch (Exception error)
                {
                    Problems.Add(error.ToString());
                }
            },
            CancellationToken.None,
            TaskCreationOptions.DenyChildAttach,
            _tasks);

        private void Pass(TimeSpan duration)
        {
            var target = _world.Time.Elapsed + duration;
            _tasks.RunUntilIdle();
            while (_world.Time.AdvanceToNextTimer(target - _world.Time.Elapsed))
            {
                _tasks.RunUntilIdle();
            }

            _world.Time.Advance(target - _world.Time.Elapsed);
            _tasks.RunUntilIdle();
        }
    }
}
