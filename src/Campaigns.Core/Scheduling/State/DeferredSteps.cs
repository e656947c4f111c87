using System.Numerics;

namespace Campaigns.Scheduling;

/// <summary>
/// Of the contact steps in a row that a job stands in, those that come after the others: they could not be sent in their turn.
/// </summary>
/// <param name="bits">As a row keeps them.</param>
internal struct DeferredSteps(ushort bits)
{
    private const ushort FirstPassOver = 0x8000;

    /// <summary>None, and the others have had their turn.</summary>
    public static DeferredSteps AllDone => new(FirstPassOver);

    /// <summary>As a row keeps them: a bit for each step of the group, and the highest when the first pass is over.</summary>
    public ushort Bits { get; private set; } = bits;

    public readonly bool HasAny => (Bits & ~FirstPassOver) != 0;

    /// <summary>Whether the steps of the group still have their turn, one after the other.</summary>
    public readonly bool IsFirstPass => (Bits & FirstPassOver) == 0;

    public readonly bool Has(Plan plan, int step) => (Bits & Bit(plan, step)) != 0;

    /// <summary>One step alone, if it is one of them.</summary>
    public readonly DeferredSteps Only(Plan plan, int step) => new((ushort)(Bits & Bit(plan, step)));

    /// <summary>Puts a step off until the others have had their turn.</summary>
    public void Defer(Plan plan, int step) => Bits |= Bit(plan, step);

    /// <summary>Takes a step that has its turn now.</summary>
    public void Take(Plan plan, int step) => Bits &= (ushort)~Bit(plan, step);

    /// <summary>Takes the first of them.</summary>
    /// <param name="plan">The protocol.</param>
    /// <param name="at">A step of the group.</param>
    /// <param name="step">The step that was taken.</param>
    /// <returns>Whether there was one.</returns>
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
