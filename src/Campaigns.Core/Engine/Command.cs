using Campaigns.Scheduling;
using Campaigns.Storage;

namespace Campaigns.Engine;

/// <summary>A request to the engine. It is executed by the loop, and answered when its effects are committed and in force.</summary>
internal abstract class Command
{
    private const int Taken = 1;
    private const int Withdrawn = 2;
    private int _claim;

    /// <summary>The campaign it is about, which the loop brings into memory first if it has ended; null for none.</summary>
    public CampaignId? Campaign { get; init; }

    /// <summary>
    /// The key of the campaign that it is to create, if it has one: the campaign that has the key is brought into memory first.
    /// </summary>
    public (string Tenant, string Key)? Key { get; init; }

    /// <summary>The campaigns that have ended which are to be read for it; null for none.</summary>
    public CampaignQuery? Ended { get; init; }

    /// <summary>The campaign that is named in it, whatever for; null for none.</summary>
    public CampaignId? Named => Campaign ?? Enrolls ?? Purge ?? Tasks?.Campaign;

    /// <summary>The job it is about, which the loop brings into memory first; null for none.</summary>
    public JobAddress? Job { get; init; }

    /// <summary>The person it is about, whose open jobs the loop brings into memory first; null for none.</summary>
    public Suppression? Person { get; init; }

    /// <summary>
    /// The event of the person that it brings: the attempts of jobs that have a wait for it are read, too. Null for none.
    /// </summary>
    public string? Event { get; init; }

    /// <summary>Whether the other open jobs of the job's contact are needed too, if its campaign runs contacts exclusively.</summary>
    public bool NeedsOthers { get; init; }

    /// <summary>The campaign whose manual tasks are asked for, and how many at most; null for none.</summary>
    public (CampaignId Campaign, int Limit)? Tasks { get; init; }

    /// <summary>The report it brings, whose attempt the loop finds first; null for none.</summary>
    public ProviderReport? Report { get; init; }

    /// <summary>How many contacts it enrols: a commit takes no more than <see cref="CommandRunner.MostNewJobs"/>.</summary>
    public int NewJobs { get; init; }

    /// <summary>The campaign of which it begins an enrollment, which is cut if the store fails meanwhile; null for none.</summary>
    public CampaignId? Enrolls { get; init; }

    /// <summary>The campaign that has ended and of which a portion is to be purged; null for none.</summary>
    public CampaignId? Purge { get; init; }

    /// <summary>Which of the step's stops it has published: it is answered when nothing that they forbid is being sent any more.</summary>
    public Range Stops { get; set; }

    /// <summary>Which of the step's requests to providers it has made: the same holds for the attempts that it takes back.</summary>
    public Range Requests { get; set; }

    /// <summary>The loop is about to execute it: from now on its outcome is told, whoever gives up.</summary>
    /// <returns>False when its caller has withdrawn it: it must have no effect.</returns>
    public bool TryTake() => Interlocked.CompareExchange(ref _claim, Taken, 0) != Withdrawn;

    /// <summary>
    /// The caller gives up. Before the loop has taken the request it has no effect; after that the caller goes on waiting for its outcome.
    /// </summary>
    public void Withdraw(CancellationToken cancellation)
    {
        if (Interlocked.CompareExchange(ref _claim, Withdrawn, 0) == 0)
        {
            Cancel(cancellation);
        }
    }

    /// <summary>Does it.</summary>
    /// <param name="scheduler">The scheduler.</param>
    /// <param name="job">The job it is about, in memory.</param>
    public abstract void Execute(Scheduler scheduler, JobInput job);

    /// <summary>Notes what the commit reported, before <see cref="Complete"/>.</summary>
    public Action<CommitReceipt>? OnCommitted { get; init; }

    public abstract void Complete();

    public abstract void Fail(Exception reason);

    protected abstract void Cancel(CancellationToken cancellation);
}

/// <summary>Names a job by contact, or by id.</summary>
internal readonly record struct JobAddress(CampaignId Campaign, string? ContactKey, long Id);

/// <summary>What was brought into memory for a command.</summary>
internal readonly record struct JobInput(int Slot, IReadOnlyList<AttemptRow> Attempts)
{
    /// <summary>The live attempt that a report is about; -1 for none.</summary>
    public int Live { get; init; } = -1;

    /// <summary>The number of the attempt, if it is not live.</summary>
    public int Number { get; init; }

    /// <summary>The person's open jobs.</summary>
    public IReadOnlyList<int> Slots { get; init; } = [];

    /// <summary>Of each of them the attempts, if they are needed.</summary>
    public IReadOnlyList<IReadOnlyList<AttemptRow>> Histories { get; init; } = [];

    /// <summary>The jobs with a manual task, as stored.</summary>
    public IReadOnlyList<JobRecord> Tasks { get; init; } = [];

    /// <summary>Campaigns that have ended, as stored.</summary>
    public IReadOnlyList<CampaignRecord> Ended { get; init; } = [];

    /// <summary>Whether the store holds nothing of the purged campaign any more.</summary>
    public bool IsPurged { get; init; }
}

/// <summary>A request with an answer.</summary>
internal sealed class Command<T>(Func<Scheduler, JobInput, T> body) : Command
{
    private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T _result = default!;

    public Task<T> Answer => _answer.Task;

    /// <summary>Waits for the answer. A token that is set off withdraws the request, unless the loop has taken it.</summary>
    public async Task<T> AnswerAsync(CancellationToken cancellation)
    {
        using var registration = cancellation.UnsafeRegister(static (command, token) => ((Command)command!).Withdraw(token), this);
        return await Answer;
    }

    public override void Execute(Scheduler scheduler, JobInput job) => _result = body(scheduler, job);

    public override void Complete() => _answer.TrySetResult(_result);

    public override void Fail(Exception reason) => _answer.TrySetException(reason);

    protected override void Cancel(CancellationToken cancellation) => _answer.TrySetCanceled(cancellation);
}
