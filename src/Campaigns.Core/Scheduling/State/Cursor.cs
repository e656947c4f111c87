using System.Runtime.InteropServices;
using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>A job's position in its protocol and the results of its attempts there.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)] // no padding: keeps the job struct small
internal struct Cursor(in JobRow row)
{
    private const int RefusalShift = 56;

    /// <summary>The index of the step in the protocol.</summary>
    public short Step { get; private set; } = row.Step;

    /// <summary>The number of attempts of the step that have spent budget.</summary>
    public short Tries { get; private set; } = row.Tries;

    /// <summary>The outcome of the newest attempt that may have reached the contact.</summary>
    public AttemptOutcome LastOutcome { get; private set; } = row.LastOutcome;

    /// <summary>
    /// The number of attempts of the step per contact outcome, one byte per outcome. The highest byte, which no outcome uses, holds
    /// <see cref="Refusals"/>.
    /// </summary>
    public ulong OutcomeCounts { get; private set; } = row.OutcomeCounts;

    /// <summary>The number of consecutive attempts of the step in which nothing was placed.</summary>
    public readonly int Refusals => (int)(OutcomeCounts >> RefusalShift);

    /// <summary>Begins a step with its full budget.</summary>
    public void StartStep(int step) => (Step, Tries, OutcomeCounts) = ((short)step, 0, 0);

    /// <summary>Begins a step unless the job is already at it. The current step keeps its budget.</summary>
    public void TurnTo(int step)
    {
        if (Step != step)
        {
            StartStep(step);
        }
    }

    /// <summary>Moves the job to a step and keeps all counts.</summary>
    public void MoveTo(int step) => Step = (short)step;

    /// <summary>Restarts a protocol.</summary>
    public void Restart(int step) => (Step, Tries, OutcomeCounts, LastOutcome) = ((short)step, 0, 0, AttemptOutcome.None);

    /// <summary>
    /// Notes an attempt that has spent budget of its step. If a correction has moved the cursor, the cursor returns to this step and
    /// drops the other counts.
    /// </summary>
    public void Spend(int step, short tries, AttemptOutcome outcome)
    {
        TurnTo(step);
        (Tries, LastOutcome) = (tries, outcome);
    }

    /// <summary>Replaces the outcome of the newest attempt and changes nothing else.</summary>
    public void Revise(AttemptOutcome outcome) => LastOutcome = outcome;

    /// <summary>Restores the position after an attempt ended and recounts the outcomes before it.</summary>
    public void RestoreAfter(in AttemptRow attempt, List<AttemptRow> attempts)
    {
        (Step, Tries, LastOutcome) = (attempt.Step, attempt.Try, attempt.Outcome);
        CountAnew(attempts, attempt.Number, attempt.Try);
    }

    /// <summary>
    /// Recounts the outcomes of the step from the tries before a given one, the newest first. Tries before a rerun do not count.
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
    /// <returns>How often the outcome has occurred, up to 255.</returns>
    public int CountOutcome(AttemptOutcome outcome) => outcome < AttemptOutcome.Failed ? 0 : Count(8 * (outcome - AttemptOutcome.Failed));

    /// <summary>Counts an attempt in which nothing was placed.</summary>
    /// <returns>The number of consecutive such attempts, up to 255.</returns>
    public int CountRefusal() => Count(RefusalShift);

    /// <summary>Clears the count of consecutive refusals, because an attempt may have reached somebody.</summary>
    public void ForgetRefusals() => OutcomeCounts &= ~(0xFFUL << RefusalShift);

    private int Count(int shift)
    {
        OutcomeCounts += ((OutcomeCounts >> shift) & 0xFF) < 0xFF ? 1UL << shift : 0;
        return (int)((OutcomeCounts >> shift) & 0xFF);
    }
}
