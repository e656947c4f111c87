using Campaigns.Scheduling;
using Campaigns.Storage;

namespace Campaigns.Engine;

/// <summary>
/// A request to the engine. The loop runs the command in a step: the command reads the data it needs from the store, and takes effect in
/// the scheduler. The command is answered when its effect is committed and in force.
/// </summary>
/// <param name="campaign">The campaign that the command concerns; null for none. If the campaign exists, it is in memory when the command
/// runs.</param>
internal abstract class Command(CampaignId? campaign)
{
    private const int Taken = 1;
    private const int Withdrawn = 2;
    private int _claim;

    public CampaignId? Campaign => campaign;

    /// <summary>Whether the command carries a provider report.</summary>
    public virtual bool IsReport => false;

    /// <summary>Whether the command is part of an enrollment. If the store fails meanwhile, the enrollment is cut.</summary>
    public virtual bool IsEnrollment => false;

    /// <summary>Whether the command runs before the answers of a step, because it reads data that ending attempts change.</summary>
    public virtual bool RunsBeforeAnswers => false;

    /// <summary>
    /// The range of the step's stops that the command published. The command is answered when no attempt they forbid can still be sent.
    /// </summary>
    public Range Stops { get; set; }

    /// <summary>
    /// The range of the step's provider requests that the command made. The command also waits for the attempts they withdraw.
    /// </summary>
    public Range Requests { get; set; }

    /// <summary>Claims the command for the loop. From now on, the caller can no longer withdraw it and gets its outcome.</summary>
    /// <returns>False if the caller has withdrawn the command, which then must have no effect.</returns>
    public bool TryTake() => Interlocked.CompareExchange(ref _claim, Taken, 0) != Withdrawn;

    /// <summary>
    /// Withdraws the command for the caller. Does nothing if the loop has already taken the command: the caller then still waits for its
    /// outcome.
    /// </summary>
    public void Withdraw(CancellationToken cancellationToken)
    {
        if (Interlocked.CompareExchange(ref _claim, Withdrawn, 0) == 0)
        {
            Cancel(cancellationToken);
        }
    }

    /// <summary>Whether the command must wait for the next step, because of decisions already made in this one.</summary>
    public virtual bool MustWait(Decisions decided) => false;

    /// <summary>Reads the data it needs from the store, then takes effect.</summary>
    /// <exception cref="CampaignException">The command is refused and has no effect.</exception>
    public abstract ValueTask RunAsync(Scheduler scheduler, CommandReader reader);

    /// <summary>Processes the commit's receipt. Runs on the loop's thread, before <see cref="Complete"/>.</summary>
    public virtual void Committed(CommitReceipt receipt)
    {
    }

    /// <summary>Answers the command. Further calls do nothing.</summary>
    public abstract void Complete();

    public abstract void Fail(Exception reason);

    protected abstract void Cancel(CancellationToken cancellationToken);
}

/// <summary>A request with an answer.</summary>
internal abstract class Command<T>(CampaignId? campaign = null) : Command(campaign)
{
    private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<T> Answer => _answer.Task;

    /// <summary>The answer to give after the commit.</summary>
    protected T Result { get; set; } = default!;

    /// <summary>Waits for the answer. Cancellation withdraws the command, unless the loop has taken it.</summary>
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
