namespace Campaigns.Engine;

/// <summary>
/// The host's random source. Returns 0.5 if the source throws, or returns a value outside [0, 1). The engine needs only fractions.
/// </summary>
internal sealed class GuardedRandom(Random random, HostFaults faults) : Random
{
    private const double Half = 0.5;

    public override double NextDouble()
    {
        try
        {
            var drawn = random.NextDouble();
            if (drawn is >= 0 and < 1)
            {
                return drawn;
            }

            faults.Note(HostCode.Random, "no fraction");
        }
        catch (Exception error)
        {
            faults.Note(HostCode.Random, error);
        }

        return Half;
    }
}
