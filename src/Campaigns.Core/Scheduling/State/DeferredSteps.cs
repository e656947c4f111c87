using System.Numerics;

namespace Campaigns.Scheduling;

/// <summary>
/// The deferred steps of a job's current group of contact steps. They could not be sent in their turn, so they come after the others.
/// </summary>
/// <param name="bits">The bits as stored in the row.</param>
internal struct DeferredSteps(ushort bits)
{
    private const ushort FirstPassOver = 0x8000;

    /// <summary>No deferred steps, after the first pass.</summary>
    public static DeferredSteps AllDone => new(FirstPassOver);

    /// <summary>The bits as stored in the row: one bit per step of the group. Bit 15 marks that the first pass is over.</summary>
    public ushort Bits { get; private set; } = bits;

    public readonly bool HasAny => (Bits & ~FirstPassOver) != 0;

    /// <summary>Whether the first pass, which takes the steps in order, is under way.</summary>
    public readonly bool IsFirstPass => (Bits & FirstPassOver) == 0;

    public readonly bool Has(Plan plan, int step) => (Bits & Bit(plan, step)) != 0;

    /// <summary>Only the given step, if it is deferred.</summary>
    public readonly DeferredSteps Only(Plan plan, int step) => new((ushort)(Bits & Bit(plan, step)));

    /// <summary>Defers a step until the other steps have had their turn.</summary>
    public void Defer(Plan plan, int step) => Bits |= Bit(plan, step);

    /// <summary>Removes a step whose turn has come.</summary>
    public void Clear(Plan plan, int step) => Bits &= (ushort)~Bit(plan, step);

    /// <summary>Removes the first deferred step.</summary>
    /// <param name="plan">The protocol.</param>
    /// <param name="at">Any step of the group.</param>
    /// <param name="step">The removed step.</param>
    /// <returns>Whether a step was deferred.</returns>
    public bool TryTakeFirst(Plan plan, int at, out int step)
    {
        var left = Bits & ~FirstPassOver;
        step = plan.GroupStart(at) + BitOperations.TrailingZeroCount(left);
        Bits &= (ushort)~(left & -left);
        return left != 0;
    }

    public void EndFirstPass() => Bits |= FirstPassOver;

    private static ushort Bit(Plan plan, int step) => (ushort)(1 << (step - plan.GroupStart(step)));
}
