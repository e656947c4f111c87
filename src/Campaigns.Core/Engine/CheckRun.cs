namespace Campaigns.Engine;

/// <summary>
/// The check of one attempt. It ends once: by an answer, its deadline, or a stop of the engine. Whatever comes later finds it over. The
/// dispatch is pooled and may already belong to another attempt then, so nothing reads it after the end.
/// </summary>
internal sealed class CheckRun(Dispatch dispatch, ProviderExecutor executor, long beganAt)
{
    private CancellationTokenRegistration _deadline;
    private int _isOver;

    /// <summary>The attempt, as the provider will get it.</summary>
    public DispatchRequest Request { get; } = dispatch.Request();

    /// <summary>When the check began, as a timestamp.</summary>
    public long BeganAt => beganAt;

    public bool IsOver => Volatile.Read(ref _isOver) != 0;

    /// <summary>Sets the deadline. One that is already over ends the run during this call.</summary>
    public void SetDeadline(CancellationToken deadline, Action<CheckRun> atDeadline) =>
        _deadline = deadline.UnsafeRegister(run => atDeadline((CheckRun)run!), this);

    /// <summary>Ends the run with the host's result.</summary>
    /// <returns>Whether the run was not over before.</returns>
    public bool TryEnd(in CheckResult result)
    {
        if (Interlocked.Exchange(ref _isOver, 1) != 0)
        {
            return false;
        }

        _deadline.Unregister();
        if (result.Answer == CheckAnswer.Allowed)
        {
            executor.SendChecked(dispatch);
        }
        else
        {
            executor.EndUnchecked(dispatch, Answers.NotAllowed(dispatch, result));
        }

        return true;
    }

    /// <summary>Ends the run without a result of the host. Nothing is sent.</summary>
    /// <param name="why">What takes the place of a result.</param>
    /// <param name="problem">The note of the attempt.</param>
    /// <returns>Whether the run was not over before.</returns>
    public bool TryEnd(CheckAnswer why, string problem)
    {
        if (Interlocked.Exchange(ref _isOver, 1) != 0)
        {
            return false;
        }

        _deadline.Unregister();
        executor.EndUnchecked(dispatch, Answers.Unchecked(dispatch, why, problem));
        return true;
    }
}
