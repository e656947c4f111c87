using Campaigns.Scheduling;
using Campaigns.Storage;

namespace Campaigns.Engine;

/// <summary>
/// A request to the engine. The loop runs it in a step: it reads from the store what it needs, and takes effect in the scheduler. It is
/// answered when that effect is committed and in force.
/// </summary>
/// <param name="campaign">The campaign it is about, which is in memory when it runs, if there is one; null for none.</param>
internal abstract class Command(CampaignId? campaign)
{
    private const int Taken = 1;
    private const int Withdrawn = 2;
    private int _claim;

    public CampaignId? Campaign => campaign;

    /// <summary>Whether it brings a report of a provider.</summary>
    public virtual bool IsReport => false;

    /// <summary>Whether it enrolls contacts: the enrollment is cut if the store fails meanwhile.</summary>
    public virtual bool IsEnrollment => false;

    /// <summary>Whether it reads what the attempts that end in a step would change: it runs before they do.</summary>
    public virtual bool RunsBeforeAnswers => false;

    /// <summary>Which of the step's stops it has published: it is answered when nothing that they forbid is being sent any more.</summary>
    public Range Stops { get; set; }

    /// <summary>Which of the step's requests to providers it has made: the same holds for the attempts that it takes back.</summary>
    public Range Requests { get; set; }

    /// <summary>The loop is about to run it: from now on its outcome is told, whoever gives up.</summary>
    /// <returns>False when its caller has withdrawn it: it must have no effect.</returns>
    public bool TryTake() => Interlocked.CompareExchange(ref _claim, Taken, 0) != Withdrawn;

    /// <summary>
    /// The caller gives up. Before the loop has taken the request it has no effect; after that the caller goes on waiting for its outcome.
    /// </summary>
    public void Withdraw(CancellationToken cancellationToken)
    {
        if (Interlocked.CompareExchange(ref _claim, Withdrawn, 0) == 0)
        {
            Cancel(cancellationToken);
        }
    }

    /// <summary>Whether it waits for the next step, because of what this one has decided so far.</summary>
    public virtual bool MustWait(Decisions decided) => false;

    /// <summary>Reads what it needs from the store, then takes effect.</summary>
    /// <exception cref="CampaignException">It is refused, and has no effect.</exception>
    public abstract ValueTask RunAsync(Scheduler scheduler, CommandReader reader);

    /// <summary>Takes note of what the commit reported. On the loop's thread, before <see cref="Complete"/>.</summary>
    public virtual void Committed(CommitReceipt receipt)
    {
    }

    /// <summary>Answers it. More than once does nothing.</summary>
    public abstract void Complete();

    public abstract void Fail(Exception reason);

    protected abstract void Cancel(CancellationToken cancellationToken);
}

/// <summary>A request with an answer.</summary>
internal abstract class Command<T>(CampaignId? campaign = null) : Command(campaign)
{
    private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<T> Answer => _answer.Task;

    /// <summary>What is answered once it is committed.</summary>
    protected T Result { get; set; } = default!;

    /// <summary>Waits for the answer. A token that is set off withdraws the request, unless the loop has taken it.</summary>
    public async Task<T> AnswerAsync(CancellationToken cancellationToken)
    {
        using var registration = cancellationToken.UnsafeRegister(static (command, token) => ((Command)command!).Withdraw(token), this);
        return await Answer;
    }

    public sealed override async ValueTask RunAsync(Scheduler scheduler, CommandReader reader) =>
        Result = await ExecuteAsync(scheduler, reader);

    public sealed override void Complete() => _answer.TrySetResult(Result);

    public sealed override void Fail(Exception reason) => _answer.TrySetException(reason);

    protected sealed override void Cancel(CancellationToken cancellationToken) => _answer.TrySetCanceled(cancellationToken);

    protected abstract ValueTask<T> ExecuteAsync(Scheduler scheduler, CommandReader reader);
}
