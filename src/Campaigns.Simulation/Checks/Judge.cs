using Campaigns.Storage;

namespace Campaigns.Simulation;

/// <summary>
/// Observes everything that crosses a port: commits, dispatches, answers, acknowledged requests. It keeps its own books and reports each
/// broken promise. It shares no code with the engine.
/// </summary>
internal sealed class Judge
{
    private const int MaxViolations = 100;
    private readonly CommitCheck _commits;
    private readonly SendCheck _sends;

    public Judge(SimulationKernel kernel, SimulationPlan plan, TraceLog trace)
    {
        (Kernel, Plan, Trace) = (kernel, plan, trace);
        Books = new Books(plan);
        Reports = new ReportCheck(this);
        Results = new ResultCheck(this);
        LookUps = new LookUpCheck(this);
        Rules = new RuleCheck(this);
        CallerIds = new CallerIdCheck(this);
        Strays = new StrayCalls(this);
        Replies = new ReplyCheck(this);
        EventLog = new EventLogCheck(this);
        Triggers = new TriggerCheck(this);
        Exclusives = new ExclusiveCheck(this);
        Clock = new ClockFacts(kernel);
        Feed = new FeedCheck(this);
        Erasures = new ErasureCheck(this);
        _commits = new CommitCheck(this);
        _sends = new SendCheck(this);
    }

    public SimulationKernel Kernel { get; }

    public SimulationPlan Plan { get; }

    public TraceLog Trace { get; }

    public Books Books { get; }

    public ReportCheck Reports { get; }

    public ResultCheck Results { get; }

    public LookUpCheck LookUps { get; }

    public RuleCheck Rules { get; }

    public CallerIdCheck CallerIds { get; }

    public StrayCalls Strays { get; }

    public ReplyCheck Replies { get; }

    public EventLogCheck EventLog { get; }

    public TriggerCheck Triggers { get; }

    public ExclusiveCheck Exclusives { get; }

    public ClockFacts Clock { get; }

    public FeedCheck Feed { get; }

    public ErasureCheck Erasures { get; }

    public List<string> Violations { get; } = [];

    /// <summary>Whether the maximum number of violations is reached, so that the rest of the run adds nothing.</summary>
    public bool IsLost => Violations.Count == MaxViolations;

    /// <summary>The number of events so far. It orders events within one instant.</summary>
    public long Events { get; private set; }

    /// <summary>The number of the current process.</summary>
    public int Process { get; set; }

    /// <summary>Whether the engine was asked to stop.</summary>
    public bool IsStopping { get; set; }

    public long Sends { get; private set; }

    /// <summary>How often an engine took over the store.</summary>
    public long Opens { get; private set; }

    /// <summary>When an engine last took over the store, on the monotonic clock.</summary>
    public long OpenedAt { get; private set; }

    public void Violate(int promise, string what)
    {
        if (Violations.Count < MaxViolations)
        {
            Violations.Add($"{Kernel.Wall:O} ({TimeSpan.FromTicks(Kernel.Mono)} in) promise {promise}: {what}");
            Trace.Say(Kernel, $"VIOLATION of promise {promise}: {what}");
        }
    }

    public void Require(bool holds, int promise, Func<string> what)
    {
        if (!holds)
        {
            Violate(promise, what());
        }
    }

    /// <summary>Records that an engine takes over the store. Only the values it reads are in force.</summary>
    /// <param name="process">The engine's process.</param>
    /// <param name="snapshot">What the engine reads.</param>
    /// <param name="ended">The ended campaigns, of which the engine reads few.</param>
    public void Opened(int process, StoreSnapshot snapshot, IReadOnlyList<CampaignRecord> ended)
    {
        Events++;
        Opens++;
        OpenedAt = Kernel.Mono;
        Clock.Opened(process);
        Trace.Note(Kernel, TraceEvent.Open, process, snapshot.Epoch);
        Triggers.Opened(snapshot.Triggers);
        Books.Stamp = snapshot.Stamp;
        Books.Settle();
        EndCheck.Counters(this, [.. snapshot.Lanes.Concat(ended.SelectMany(campaign => campaign.Lanes)).DistinctBy(lane => lane.Lane.Id)]);
        var missing = Books.Campaigns.Values.FirstOrDefault(
            campaign => !LegalTransitions.IsEnd(campaign.State) && snapshot.Campaigns.All(row => row.Id != campaign.Id));
        Require(missing is null, 9, () => $"{missing} has not ended and is not in memory");
    }

    /// <summary>Records that the store itself holds everything.</summary>
    public void HeldByStore(TenantRow row)
    {
        Events++;
        Books.Everything.Row.Commit(Events, row);
    }

    /// <summary>Judges a commit that took effect.</summary>
    /// <returns>The commit's intents. They may be sent after the commit returns.</returns>
    public List<AttemptFacts> Committed(int process, CommitBatch batch, CommitReceipt receipt)
    {
        Events++;
        Process = process;
        Trace.Note(Kernel, TraceEvent.Commit, batch.Jobs.Length, batch.Attempts.Length);
        try
        {
            Feed.Judge(batch); // before the books know the commit
            var intents = _commits.Apply(process, batch, receipt);
            Erasures.Committed(batch);
            return intents;
        }
        catch (Exception unfit) when (unfit is ArgumentOutOfRangeException or IndexOutOfRangeException or InvalidCastException or NullReferenceException)
        {
            // the engine must not handle this as a store failure
            Violate(9, $"a commit does not fit what was committed before: {unfit.Message}");
            return [];
        }
    }

    /// <summary>Judges a request to a provider to place an attempt.</summary>
    public AttemptFacts? Sent(int process, string provider, in DispatchRequest request)
    {
        Events++;
        Sends++;
        Trace.Note(Kernel, TraceEvent.Send, request.Attempt.Job, request.Attempt.Number);
        return _sends.Judge(process, provider, request);
    }

    /// <summary>Records an outcome that was reported to the engine.</summary>
    public void Told(AttemptFacts attempt, AttemptOutcome outcome)
    {
        Events++;
        Trace.Note(Kernel, TraceEvent.Told, (attempt.Job.Row.Id << 8) + attempt.Row.Number, (long)outcome);
        attempt.Tell(outcome);
    }
}
