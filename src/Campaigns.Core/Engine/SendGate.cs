using Campaigns.Scheduling;

namespace Campaigns.Engine;

/// <summary>Where an attempt stands between its commit and the provider's answer.</summary>
internal enum DispatchState
{
    /// <summary>Committed, not sent. It can be withdrawn.</summary>
    Committed,

    /// <summary>Past the send gate: the provider may have it.</summary>
    Sending,

    /// <summary>Taken back before the gate. It will not be sent.</summary>
    Withdrawn,

    /// <summary>Answered.</summary>
    Answered,

    /// <summary>Given up at its deadline; what the provider still says is dropped.</summary>
    Abandoned,
}

/// <summary>An attempt on its way to a provider. Pooled.</summary>
internal sealed class Dispatch
{
    private int _state;

    public Intent Intent;

    /// <summary>Its place among those under way.</summary>
    public int Index;

    /// <summary>What it says; null for nothing.</summary>
    public SentContent? Content { get; set; }

    public long ContentHash => Content?.Hash ?? 0;

    /// <summary>
    /// Makes what it says. Before the gate, because a stop waits for whoever is between the gate and the provider. What cannot be made is
    /// not
    /// sent: it does not come to the gate.
    /// </summary>
    /// <returns>Why it cannot be made; null when it could.</returns>
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

    public DispatchRequest Request() =>
        new(Intent.Attempt, Intent.Contact, Intent.Terms.Info, Intent.Step, Intent.Try, new DateTimeOffset(Intent.NotAfter, TimeSpan.Zero))
        {
            Due = Intent.Due,
            Content = Content?.Content ?? Campaigns.MessageContent.None,
        };

    /// <summary>Moves it, unless something else moved it first.</summary>
    public bool TryMove(DispatchState from, DispatchState to) => Interlocked.CompareExchange(ref _state, (int)to, (int)from) == (int)from;

    public bool IsWithdrawn => Volatile.Read(ref _state) == (int)DispatchState.Withdrawn;

    public void Begin(in Intent intent)
    {
        Intent = intent;
        Volatile.Write(ref _state, (int)DispatchState.Committed);
    }
}

/// <summary>
/// The last look before a call is placed: nothing that was stopped, paused, canceled or has expired since the decision passes, and an
/// attempt passes once at most.
/// </summary>
internal static class SendGate
{
    /// <summary>Moves the attempt from committed to sending, if it may still be sent.</summary>
    /// <param name="dispatch">The attempt.</param>
    /// <param name="now">The time.</param>
    /// <param name="reason">Why it was held back; null when it passed, or was withdrawn.</param>
    /// <param name="hold">What its provider asks for, if it can.</param>
    public static bool TryPass(Dispatch dispatch, Now now, out string? reason, ProviderHold? hold = null)
    {
        reason = null;
        if (!dispatch.TryMove(DispatchState.Committed, DispatchState.Sending))
        {
            return false;
        }

        ref readonly var intent = ref dispatch.Intent;
        reason = hold?.Judge(now, intent.Terms.Info.Tenant);
        if (reason is not null)
        {
            Release(intent);
            return false;
        }

        var gates = AllGates.AtSend;
        for (var i = 0; i < gates.Length; i++)
        {
            reason = gates[i].JudgeAtSend(intent, now);
            if (reason is not null)
            {
                Release(intent, from: i + 1);
                return false;
            }
        }

        return true;
    }

    /// <summary>Gives back what the gates hold for an attempt that will not be sent.</summary>
    public static void Release(in Intent intent, int from = 0)
    {
        foreach (var gate in AllGates.AtSend.AsSpan(from))
        {
            gate.Release(intent);
        }
    }
}
