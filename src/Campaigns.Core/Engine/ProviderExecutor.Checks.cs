using Campaigns.Scheduling;

namespace Campaigns.Engine;

/// <summary>Takes attempts back from the host's checks: on to the send gate, or to their end without a send.</summary>
internal sealed partial class ProviderExecutor
{
    /// <summary>Queues an attempt that its check has allowed. The send gate judges it like any other, so a stop meanwhile wins.</summary>
    public void SendChecked(Dispatch dispatch)
    {
        dispatch.Allow();
        lock (_lock)
        {
            if (_queue.Writer.TryWrite(dispatch))
            {
                StartSender(added: 1);
                return;
            }
        }

        if (dispatch.TryMove(DispatchState.Committed, DispatchState.Answered))
        {
            Refuse(dispatch);
        }
        else
        {
            _inProgress.Remove([dispatch], reuse: true); // withdrawn, and answered then
        }
    }

    /// <summary>Ends an attempt that its check has not allowed, unless it was withdrawn during the check.</summary>
    public void EndUnchecked(Dispatch dispatch, in Answer answer)
    {
        if (dispatch.TryMove(DispatchState.Committed, DispatchState.Answered))
        {
            SendGate.Release(dispatch.Intent);
            Post(answer);
        }

        _inProgress.Remove([dispatch], reuse: true);
    }
}
