using System.Runtime.InteropServices;
using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>Where a job stands in its protocol, and what its attempts there came to.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)] // no padding: a job is full
internal struct Cursor(in JobRow row)
{
    private const int RefusalShift = 56;

    /// <summary>The index of the step in the protocol.</summary>
    public short Step { get; private set; } = row.Step;

    /// <summary>How many attempts of the step have spent budget.</summary>
    public short Tries { get; private set; } = row.Tries;

    /// <summary>How the newest attempt ended that may have reached the contact.</summary>
    public AttemptOutcome LastOutcome { get; private set; } = row.LastOutcome;

    /// <summary>
    /// How often each contact outcome has ended an attempt of the step, in a byte each; <see cref="Refusals"/> in the byte that none has.
    /// </summary>
    public ulong OutcomeCounts { get; private set; } = row.OutcomeCounts;

    /// <summary>How often in a row nothing was placed in the step.</summary>
    public readonly int Refusals => (int)(OutcomeCounts >> RefusalShift);

    /// <summary>Begins a step, with its whole budget.</summary>
    public void StartStep(int step) => (Step, Tries, OutcomeCounts) = ((short)step, 0, 0);

    /// <summary>Begins a step, unless it is the one that the job stands at: that keeps its budget.</summary>
    public void TurnTo(int step)
    {
        if (Step != step)
        {
            StartStep(step);
        }
    }

    /// <summary>Puts the job at a step and keeps what was counted.</summary>
    public void MoveTo(int step) => Step = (short)step;

    /// <summary>Begins a protocol anew.</summary>
    public void Restart(int step) => (Step, Tries, OutcomeCounts, LastOutcome) = ((short)step, 0, 0, AttemptOutcome.None);

    /// <summary>
    /// An attempt has spent budget of its step. A correction may have put the cursor elsewhere: then nothing else counts there.
    /// </summary>
    public void Spend(int step, short tries, AttemptOutcome outcome)
    {
        TurnTo(step);
        (Tries, LastOutcome) = (tries, outcome);
    }

    /// <summary>Replaces how the newest attempt ended, and nothing else.</summary>
    public void Revise(AttemptOutcome outcome) => LastOutcome = outcome;

    /// <summary>Stands where it stood when an attempt ended, with the outcomes before it counted anew.</summary>
    public void RestoreAfter(in AttemptRow attempt, List<AttemptRow> attempts)
    {
        (Step, Tries, LastOutcome) = (attempt.Step, attempt.Try, attempt.Outcome);
        CountAnew(attempts, attempt.Number, attempt.Try);
    }

    /// <summary>
    /// Counts the outcomes of the step anew, from the tries before one, the newest first: those before a rerun do not count.
    /// </summary>
    public void CountAnew(List<AttemptRow> attempts, int beforeNumber, int beforeTry)
    {
        OutcomeCounts = 0;
        for (var i = attempts.Count - 1; i >= 0 && beforeTry > 1; i--)
        {
            var earlier = attempts[i];
            if (earlier.Number < beforeNumber && earlier.Step == Step && earlier.Try < beforeTry && earlier.Outcome.SpendsAttempt())
            {
                beforeTry = earlier.Try;
                CountOutcome(earlier.Outcome);
            }
        }
    }

    /// <summary>Counts an outcome of the step.</summary>
    /// <returns>How often it has come, up to 255.</returns>
    public int CountOutcome(AttemptOutcome outcome) => outcome < AttemptOutcome.Failed ? 0 : Count(8 * (outcome - AttemptOutcome.Failed));

    /// <summary>Counts that nothing was placed.</summary>
    /// <returns>How often in a row, up to 255.</returns>
    public int CountRefusal() => Count(RefusalShift);

    /// <summary>Somebody may have been reached: the row of refusals is over.</summary>
    public void ForgetRefusals() => OutcomeCounts &= ~(0xFFUL << RefusalShift);

    private int Count(int shift)
    {
        OutcomeCounts += ((OutcomeCounts >> shift) & 0xFF) < 0xFF ? 1UL << shift : 0;
        return (int)((OutcomeCounts >> shift) & 0xFF);
    }
}
