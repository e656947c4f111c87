using Campaigns.Storage;

namespace Campaigns.Tests;

/// <summary>
/// A campaign's life that calls every member of the store, with a host that repeats requests when the store fails. It ends the same way
/// whichever call fails.
/// </summary>
internal sealed class FaultScenario : IDisposable
{
    private const string Suppressed = "p10";
    private const string Removed = "p11";
    private const string OptedOut = "p12";
    private const string PutOff = "p09";
    private const string Unreachable = "p13";
    private const string Silent = "silent";
    private static readonly IReadOnlyList<Contact> People = [.. Enumerable.Range(1, 13).Select(
        i => new Contact($"p{i:D2}", $"+1555{i:D7}"))];
    private readonly FaultyStore _store;
    private readonly CampaignHarness _harness;
    private readonly Dictionary<AttemptId, AttemptOutcome> _told = [];
    private CampaignId _campaign;
    private CampaignId _drip;

    public FaultScenario(IJobStore store)
    {
        _store = new FaultyStore(store);
        _harness = new CampaignHarness(options => (options.Store, options.PageSize, options.MaxWaitingInMemory) = (_store, 4, 2));
        _harness.Provider.Otherwise(Answer);
        _harness.Provider.OnQuery = attempt => _told.TryGetValue(attempt, out var outcome)
            ? LookUpResult.Ended(outcome)
            : LookUpResult.CannotSay;
    }

    /// <summary>Runs the scenario with at most one failing store call, and checks the promises at the end.</summary>
    /// <param name="fault">The call that fails, and how; null for none.</param>
    /// <returns>The number of calls of each member of the store.</returns>
    public IReadOnlyDictionary<CallSite, int> Run((CallSite Site, int Number, Fault Fault)? fault)
    {
        _store.Arm(fault);
        Ask(client => client.Operations().ChangeTenantAsync("default", new TenantSettings { Caps = [new FrequencyCap(10, 1)] }));
        Ask(async client => _campaign = await client.CreateAsync(Definition));
        Ask(client => client.AddContactsAsync(_campaign, People));
        Ask(client => client.StartAsync(_campaign));
        Ask(async client => _drip = await client.CreateAsync(Drip));
        Ask(client => client.AddContactsAsync(_drip, [new Contact(Silent, "+15559999999")]));
        Ask(client => client.StartAsync(_drip));
        Pass();
        Ask(client => client.Reports().SuppressAsync(Suppression.OfContact("default", Suppressed)));
        Ask(client => client.Reports().IngestAsync(
            new InboundEvent("default", "e1", InboundEvent.Unsubscribe) { ContactKey = OptedOut }));
        Assert.Equal("e1", Assert.Single(Ask(client => client.Operations().ListLoggedEventsAsync())!.Items).Event.Id);
        Assert.Equal(_campaign, Ask(client => client.ListAsync(new CampaignFilter { Text = "calls" }))!.Items[0].Campaign);
        Assert.NotEmpty(Ask(client => client.ListAttemptsAsync(new AttemptFilter { Campaign = _campaign }))!.Items);
        var first = _harness.Provider.Dispatches[0].Request.Attempt; // the job has gone on since, so the wish is only recorded
        Ask(client => client.Reports().ReportAsync(
            ProviderReport.Ended(first, AttemptOutcome.Busy) with { AttemptResult = new() { CallBackAt = _harness.Now } }));
        Ask(client => client.RemoveContactAsync(_campaign, Removed));
        Ask(client => client.Operations().EraseAsync(new PersonIdentity("default") { ContactKey = "nobody" }));
        Ask(client => client.RescheduleContactAsync(_campaign, PutOff, _harness.Now + TimeSpan.FromMinutes(3)));
        var stopped = CallsOf(Suppressed) + CallsOf(Removed) + CallsOf(OptedOut);
        Pass();
        Restart();
        Pass();
        Ask(client => client.PauseAsync(_campaign));
        var paused = _harness.Provider.Dispatches.Count;
        Pass();
        Assert.Equal(paused, _harness.Provider.Dispatches.Count);
        Ask(client => client.ResumeAsync(_campaign));
        Ask(client => client.ChangeAsync(_campaign, settings => settings with { KeepOpen = false }));
        PassUntilEnded();
        Ask(client => client.RerunFailedAsync(_campaign));
        PassUntilEnded();
        _harness.Advance(Drip.Exit!.After);
        _harness.Advance(TimeSpan.FromMinutes(2)); // longer than the store's timeout
        var calls = new Dictionary<CallSite, int>(_store.Calls);
        Assert.Equal(fault is not null, _store.HasFailed);
        Assert.Equal(stopped, CallsOf(Suppressed) + CallsOf(Removed) + CallsOf(OptedOut));
        _store.Arm(null);
        AssertPromises();
        return calls;
    }

    public void Dispose() => _harness.Dispose();

    private static CampaignDefinition Definition { get; } = new()
    {
        Name = "calls",
        Key = "calls",
        KeepOpen = true, // a host that waits for the store may return after all contacts have ended
        MaxConcurrent = 3,
        Steps = [CampaignStep.Call(StepRetryPolicy.Fixed(2, TimeSpan.FromSeconds(10)))],
    };

    private static CampaignDefinition Drip { get; } = new()
    {
        Name = "drip",
        Key = "drip",
        Exit = new ExitRules { After = TimeSpan.FromHours(2) },
        Steps = [CampaignStep.Message("voice", "hello"), CampaignStep.Wait(TimeSpan.FromDays(1)), CampaignStep.Message("voice", "hello?")],
    };

    /// <summary>Answers busy first. Later attempts are accepted, and the host reports their end.</summary>
    private DispatchResult Answer(DispatchRequest request)
    {
        var isFirst = request.Try == 1;
        _told[request.Attempt] = isFirst ? AttemptOutcome.Busy : AttemptOutcome.None;
        return isFirst ? DispatchResult.Completed(AttemptOutcome.Busy) : DispatchResult.Accepted($"call {request.Attempt}");
    }

    /// <summary>
    /// Advances ten seconds while callbacks arrive. Each is repeated until it is acknowledged, and then sent again under either id.
    /// </summary>
    private void Pass()
    {
        for (var i = 0; i < 2; i++)
        {
            _harness.Advance(TimeSpan.FromSeconds(5));
            foreach (var dispatch in _harness.Provider.Dispatches.Where(dispatch => _told[dispatch.Request.Attempt] == AttemptOutcome.None)
                .ToList())
            {
                var outcome = dispatch.ContactKey == Unreachable ? AttemptOutcome.NoAnswer : AttemptOutcome.Completed;
                _told[dispatch.Request.Attempt] = outcome;
                Ask(client => client.Reports().ReportAsync(ProviderReport.Ended(dispatch.Request.Attempt, outcome)));
                Ask(client => client.Reports().ReportAsync(ProviderReport.Ended(dispatch.Request.Attempt, outcome)));
                Ask(client => client.Reports().ReportAsync(
                    ProviderReport.OfCall("voice-1", $"call {dispatch.Request.Attempt}", AttemptState.Ended, outcome)));
            }
        }
    }

    private void PassUntilEnded()
    {
        for (var i = 0; i < 100 && !Ask(client => client.GetStatisticsAsync(_campaign))!.State.IsTerminal(); i++)
        {
            Pass();
        }
    }

    private void Restart()
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                _harness.Restart();
                return;
            }
            catch (CampaignException error) when (tries < 3 && error.Error == CampaignError.StoreFailed)
            {
                // a host repeats the request
            }
        }
    }

    private void Ask(Func<ICampaignClient, Task> request) => Ask(async client =>
    {
        await request(client);
        return true;
    });

    /// <summary>
    /// Makes a request like a host: repeats it if the store fails. A request that took effect before the failure is then refused or made
    /// twice.
    /// </summary>
    private T? Ask<T>(Func<ICampaignClient, Task<T>> request)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                return _harness.Do(request);
            }
            catch (CampaignException error) when (tries > 0 && error.Error == CampaignError.IllegalTransition)
            {
                return default;
            }
            catch (Exception error) when (tries < 3
                && error is InvalidOperationException or CampaignException { Error: CampaignError.StoreFailed })
            {
                _harness.Advance(TimeSpan.FromMinutes(1)); // longer than the store's timeout
            }
        }
    }

    private int CallsOf(string key) => _harness.Provider.Dispatches.Count(dispatch => dispatch.ContactKey == key);

    private void AssertPromises()
    {
        Assert.Equal((JobState.Expired, 1), (_harness.Contact(_drip, Silent).State, CallsOf(Silent)));
        var attempts = _harness.Provider.Dispatches.Select(dispatch => dispatch.Request.Attempt).ToList();
        Assert.Equal(attempts.Distinct(), attempts);
        var contacts = People.Select(person => _harness.Contact(_campaign, person.Key)).ToList();
        foreach (var contact in contacts)
        {
            var (state, calls) = contact.Contact.Key switch
            {
                Suppressed => (JobState.Suppressed, CallsOf(Suppressed)),
                OptedOut => (JobState.Suppressed, CallsOf(OptedOut)),
                Removed => (JobState.Removed, CallsOf(Removed)),
                Unreachable => (JobState.Failed, 4), // rerun once
                _ => (JobState.Completed, 2),
            };
            Assert.Equal((contact.Contact.Key, state, calls), (contact.Contact.Key, contact.State, CallsOf(contact.Contact.Key)));
            Assert.All(contact.Timeline, entry => Assert.Equal(AttemptState.Ended, entry.State));
            Assert.All(
                contact.Timeline, entry => Assert.Equal(_told.GetValueOrDefault(entry.Attempt, AttemptOutcome.NotSent), entry.Outcome));
        }

        AssertStatistics(_harness.Statistics(_campaign), contacts);
    }

    private static void AssertStatistics(CampaignStatistics told, List<ContactStatus> contacts)
    {
        var entries = contacts.SelectMany(contact => contact.Timeline).ToList();
        Assert.Equal((CampaignState.Completed, (long)contacts.Count), (told.State, told.Total));
        Assert.Equal((0, 0, 0, 0), (told.Pending, told.WaitingForRetry, told.Live, told.Unknown));
        Assert.Equal(
            [In(JobState.Completed), In(JobState.Failed), In(JobState.Removed), In(JobState.Suppressed)],
            [told.Completed, told.Failed, told.Removed, told.Suppressed]);
        Assert.Equal(entries.Count(entry => entry.Try > 1 && entry.Outcome.IsOfContact()), told.RetriesAttempted);
        Assert.Equal(
            entries.GroupBy(entry => entry.Outcome).ToDictionary(group => group.Key, group => (long)group.Count()),
            told.Outcomes.ToDictionary());

        long In(JobState state) => contacts.Count(contact => contact.State == state);
    }
}
