using Campaigns.Scheduling;

namespace Campaigns.Engine;

/// <summary>The state of an attempt between its commit and the provider's answer.</summary>
internal enum DispatchState
{
    /// <summary>Committed, not sent. Can be withdrawn.</summary>
    Committed,

    /// <summary>Past the send gate. The provider may have received the attempt.</summary>
    Sending,

    /// <summary>Withdrawn before the send gate. Will not be sent.</summary>
    Withdrawn,

    /// <summary>Answered.</summary>
    Answered,

    /// <summary>Abandoned at its deadline. A later answer of the provider is handled as a report (<see cref="CallNews"/>).</summary>
    Abandoned,
}

/// <summary>An attempt on its way to a provider. Pooled.</summary>
internal sealed class Dispatch
{
    private int _state;

    public Intent Intent;

    /// <summary>The index in the executor's list of dispatches in progress.</summary>
    public int Index;

    /// <summary>Whether the host's check has allowed the attempt.</summary>
    public bool IsChecked { get; private set; }

    /// <summary>Whether the host's check must allow the attempt before the send gate.</summary>
    public bool NeedsCheck => Intent.Terms.Check is not null && !IsChecked;

    /// <summary>The message content; null for none.</summary>
    public SentContent? Content { get; set; }

    public long ContentHash => Content?.Hash ?? 0;

    /// <summary>
    /// Renders the content. Runs before the gate, because a stop waits for senders between the gate and the provider. An attempt whose
    /// content cannot be rendered does not reach the gate and is not sent.
    /// </summary>
    /// <returns>Why the content cannot be rendered; null on success.</returns>
    public string? Prepare(TemplateLibrary templates)
    {
        try
        {
            Content = Intent.Content?.Send(Intent.Contact, Intent.Terms.Fields, templates);
            return null;
        }
        catch (Exception error)
        {
            if (TryMove(DispatchState.Committed, DispatchState.Sending))
            {
                SendGate.Release(Intent);
            }

            return error is TemplateException ? error.Message : $"the template failed: {error.GetType().Name}";
        }
    }

    /// <summary>The request to the provider.</summary>
    /// <param name="leaseEnd">The end of the owner's lease, in UTC ticks.</param>
    public DispatchRequest Request(long leaseEnd = long.MaxValue) =>
        new(
            Intent.Attempt, Intent.Contact, Intent.Terms.Info, Intent.Step, Intent.Try,
            new DateTimeOffset(Math.Min(Intent.NotAfter, leaseEnd), TimeSpan.Zero))
        {
            Due = Intent.Due,
            CallerId = Intent.CallerId,
            Content = Content?.Content ?? Campaigns.MessageContent.None,
        };

    /// <summary>Notes that the host's check has allowed the attempt.</summary>
    public void Allow() => IsChecked = true;

    /// <summary>Changes the state, unless another thread changed it first.</summary>
    public bool TryMove(DispatchState from, DispatchState to) => Interlocked.CompareExchange(ref _state, (int)to, (int)from) == (int)from;

    public bool IsWithdrawn => Volatile.Read(ref _state) == (int)DispatchState.Withdrawn;

    public void Begin(in Intent intent)
    {
        (Intent, IsChecked) = (intent, false);
        Volatile.Write(ref _state, (int)DispatchState.Committed);
    }
}

/// <summary>
/// The last check before a call is placed. Rejects attempts that were stopped, paused, or canceled, or that expired, since the decision,
/// and every attempt after the end of the owner's lease or shares. An attempt passes at most once.
/// </summary>
internal static class SendGate
{
    /// <summary>Moves the attempt from committed to sending, if it may still be sent.</summary>
    /// <param name="dispatch">The attempt.</param>
    /// <param name="now">The time.</param>
    /// <param name="verdict">Why the attempt was held back, and until when; open if it passed or was withdrawn.</param>
    /// <param name="hold">The provider's hold; null for none.</param>
    /// <param name="gates">The gates of the engine; null for an engine whose host has none.</param>
    /// <param name="end">The end of the owner's lease; null for none.</param>
    public static bool TryPass(
        Dispatch dispatch, Now now, out Verdict verdict, ProviderHold? hold = null, AllGates? gates = null, LeaseEnd? end = null)
    {
        verdict = Verdict.Open;
        if (!dispatch.TryMove(DispatchState.Committed, DispatchState.Sending))
        {
            return false;
        }

        ref readonly var intent = ref dispatch.Intent;
        if ((now.Wall >= end?.At ? end?.Reason : hold?.Judge(now, intent.Terms.Info.Tenant)) is { } reason)
        {
            verdict = Verdict.Closed(reason);
            Release(intent);
            return false;
        }

        var atSend = (gates ?? AllGates.OfTheEngine).AtSend;
        for (var i = 0; i < atSend.Length; i++)
        {
            verdict = atSend[i].JudgeAtSend(intent, now);
            if (!verdict.IsOpen)
            {
                Release(intent, atSend[(i + 1)..]);
                return false;
            }
        }

        return true;
    }

    /// <summary>Releases what the gates reserved for an attempt that will not be sent.</summary>
    public static void Release(in Intent intent) => Release(intent, AllGates.OfTheEngine.AtSend); // gates of the host reserve nothing

    private static void Release(in Intent intent, ReadOnlySpan<Gate> gates)
    {
        foreach (var gate in gates)
        {
            gate.Release(intent);
        }
    }
}
