using static Campaigns.Tests.People;

namespace Campaigns.Tests.Sequences;

/// <summary>
/// A harness for drips with one provider for LinkedIn, email and voice. The provider completes every send unless a test sets another
/// answer.
/// </summary>
internal sealed class Outreach : IDisposable
{
    private IDisposable? _store;
    private readonly List<(DispatchRequest Request, TimeSpan At, DispatchResult Result)> _asked = [];

    /// <param name="configure">Changes the options.</param>
    /// <param name="seed">The seed for the order in which the engine's tasks run; null for first come, first served.</param>
    public Outreach(Action<CampaignsOptions>? configure = null, int? seed = null)
    {
        var post = new Answering(request =>
        {
            var result = Answer(request);
            _asked.Add((request, Harness!.Now - Nine, result));
            return new(result);
        });
        Harness = new CampaignHarness(
            options =>
            {
                options.AddProvider(Channels.LinkedIn, post).AddProvider(Channels.Email, post).AddProvider(Channels.Voice, post);
                configure?.Invoke(options);
                _store = SequenceStore.Use(options);
            },
            seed: seed);
    }

    public static CampaignDefinition Drip(params CampaignStep[] steps) =>
        new() { Name = "outreach", Steps = steps, Exit = new ExitRules() };

    /// <summary>The example of the brief.</summary>
    public static CampaignDefinition Brief =>
        Drip(LinkedIn("invitation"), Email("hello"), CampaignStep.Wait(Days(2)), Email("follow-up"), CampaignStep.Wait(Days(5)), Email("final"));

    public static ContactStep LinkedIn(string content) => CampaignStep.Message(Channels.LinkedIn, content);

    public static ContactStep Email(string content) => CampaignStep.Message(Channels.Email, content);

    public static Contact Milan { get; } = Person("milan");

    public static Contact Person(string key) => new(
        key, addresses: new Dictionary<string, string> { [Channels.Email] = $"{key}@example.com", [Channels.LinkedIn] = $"in/{key}" });

    public static Contact WithoutLinkedIn(string key = "milan") =>
        new(key, addresses: new Dictionary<string, string> { [Channels.Email] = $"{key}@example.com" });

    public static TimeSpan Days(double days) => TimeSpan.FromDays(days);

    public CampaignHarness Harness { get; }

    /// <summary>The provider's answer to each dispatch.</summary>
    public Func<DispatchRequest, DispatchResult> Answer { get; set; } = _ => DispatchResult.Completed(AttemptOutcome.Completed);

    /// <summary>The content that the provider has accepted, with the time since the start of the test.</summary>
    public IEnumerable<(string What, TimeSpan At)> Sent =>
        from asked in _asked
        where asked.Result.IsAccepted || asked.Result.Answer == DispatchAnswer.Completed
        select (asked.Request.Content.Body!, asked.At);

    /// <summary>All dispatches, whatever the provider answered.</summary>
    public IEnumerable<DispatchRequest> Asked => _asked.Select(asked => asked.Request);

    /// <summary>The accepted content with the contact's key.</summary>
    public IEnumerable<(string Key, string What)> SentTo =>
        from asked in _asked
        where asked.Result.IsAccepted || asked.Result.Answer == DispatchAnswer.Completed
        select (asked.Request.Contact.Key, asked.Request.Content.Body!);

    public CampaignId Run(CampaignDefinition definition, params IEnumerable<Contact> contacts) => Harness.Run(definition, contacts);

    public void AdvanceTo(TimeSpan sinceStart) => Harness.AdvanceTo(Nine + sinceStart);

    public int Reply(string key = "milan") => Harness.Do(reports => reports.ReportEventAsync(ContactEvent.OfContact("default", key)));

    public int Report(string name, string key = "milan") => Harness.Do(reports =>
        reports.ReportEventAsync(ContactEvent.OfContact("default", key, name)));

    public void Down(string channel, string reason = "logged out", string tenant = "default") =>
        Harness.Do(operations => operations.MarkChannelUnavailableAsync(tenant, channel, reason));

    public void Up(string channel, string tenant = "default") => Harness.Do(operations =>
        operations.MarkChannelAvailableAsync(tenant, channel));

    public ContactStatus Status(CampaignId campaign, string key = "milan") => Harness.Contact(campaign, key);

    public JobState State(CampaignId campaign, string key = "milan") => Status(campaign, key).State;

    public (JobState State, WaitingFor For, DateTimeOffset? Due) Wait(CampaignId campaign, string key = "milan")
    {
        var status = Status(campaign, key);
        return (status.State, status.WaitingFor, status.NextDue);
    }

    /// <summary>The reasons why gates are closed for a contact.</summary>
    public string Why(CampaignId campaign, string key = "milan") => string.Join(
        "; ", Harness.Do(client => client.ExplainAsync(campaign, key)).Verdicts.Where(verdict => !verdict.IsOpen).Select(
            verdict => verdict.Reason));

    public void Ended(AttemptId attempt, AttemptOutcome outcome = AttemptOutcome.Completed) =>
        Harness.Do(reports => reports.ReportAsync(ProviderReport.Ended(attempt, outcome)));

    public void Dispose()
    {
        Harness.Dispose();
        _store?.Dispose();
    }
}
