using Campaigns.Storage;

namespace Campaigns.Simulation;

/// <summary>
/// Sees everything that crosses a port: commits, dispatches, answers, acknowledged requests. Keeps its own books of them, and says when
/// a promise is broken. It shares no code with the engine.
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
        LookUps = new LookUpCheck(this);
        Strays = new StrayCalls(this);
        Replies = new ReplyCheck(this);
        Exclusives = new ExclusiveCheck(this);
        Clock = new ClockFacts(kernel);
        _commits = new CommitCheck(this);
        _sends = new SendCheck(this);
    }

    public SimulationKernel Kernel { get; }

    public SimulationPlan Plan { get; }

    public TraceLog Trace { get; }

    public Books Books { get; }

    public ReportCheck Reports { get; }

    public LookUpCheck LookUps { get; }

    public StrayCalls Strays { get; }

    public ReplyCheck Replies { get; }

    public ExclusiveCheck Exclusives { get; }

    public ClockFacts Clock { get; }

    public List<string> Violations { get; } = [];

    /// <summary>Whether so much is broken that the rest of the run tells nothing new.</summary>
    public bool IsLost => Violations.Count == MaxViolations;

    /// <summary>Numbers what happens, so that before and after are clear within one instant.</summary>
    public long Events { get; private set; }

    /// <summary>The process that runs now, by number.</summary>
    public int Process { get; set; }

    /// <summary>Whether the engine was asked to stop.</summary>
    public bool IsStopping { get; set; }

    public long Sends { get; private set; }

    /// <summary>How often the store was taken over.</summary>
    public long Opens { get; private set; }

    /// <summary>When that was, on the monotonic clock.</summary>
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

    /// <summary>An engine takes the store over: what it reads is all that is in force.</summary>
    /// <param name="process">The engine's process.</param>
    /// <param name="snapshot">What it reads.</param>
    /// <param name="ended">The campaigns that have ended, of which it reads few.</param>
    public void Opened(int process, StoreSnapshot snapshot, IReadOnlyList<CampaignRecord> ended)
    {
        Events++;
        Opens++;
        OpenedAt = Kernel.Mono;
        Clock.Opened(process);
        Trace.Note(Kernel, TraceEvent.Open, process, snapshot.Epoch);
        Books.Stamp = snapshot.Stamp;
        Books.Settle();
        EndCheck.Counters(this, [.. snapshot.Lanes.Concat(ended.SelectMany(campaign => campaign.Lanes)).DistinctBy(lane => lane.Lane.Id)]);
        var missing = Books.Campaigns.Values.FirstOrDefault(campaign => !Course.IsEnd(campaign.State) && snapshot.Campaigns.All(row => row.Id != campaign.Id));
        Require(missing is null, 9, () => $"{missing} has not ended and is not in memory");
    }

    /// <summary>The store holds everything itself.</summary>
    public void HeldByStore(TenantRow row)
    {
        Events++;
        Books.Everything.Row.Commit(Events, row);
    }

    /// <summary>A commit has taken effect.</summary>
    /// <returns>The intents in it: they may be sent once the commit has returned.</returns>
    public List<AttemptFacts> Committed(int process, CommitBatch batch, CommitReceipt receipt)
    {
        Events++;
        Process = process;
        Trace.Note(Kernel, TraceEvent.Commit, batch.Jobs.Length, batch.Attempts.Length);
        try
        {
            return _commits.Apply(process, batch, receipt);
        }
        catch (Exception unfit) when (unfit is ArgumentOutOfRangeException or IndexOutOfRangeException or InvalidCastException or NullReferenceException)
        {
            Violate(9, $"a commit does not fit what was committed before: {unfit.Message}"); // not the engine's to handle, as a failure of the store
            return [];
        }
    }

    /// <summary>A provider is asked to place an attempt.</summary>
    public AttemptFacts? Sent(int process, string provider, in DispatchRequest request)
    {
        Events++;
        Sends++;
        Trace.Note(Kernel, TraceEvent.Send, request.Attempt.Job, request.Attempt.Number);
        return _sends.Judge(process, provider, request);
    }

    /// <summary>The engine is told an outcome of an attempt.</summary>
    public void Told(AttemptFacts attempt, Outcome outcome)
    {
        Events++;
        Trace.Note(Kernel, TraceEvent.Told, (attempt.Job.Row.Id << 8) + attempt.Row.Number, (long)outcome);
        attempt.Tell(outcome);
    }
}
