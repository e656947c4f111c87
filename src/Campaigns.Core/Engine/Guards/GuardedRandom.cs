namespace Campaigns.Engine;

/// <summary>A host's randomness, of which the engine needs fractions alone: where it fails, or gives none, a half is taken.</summary>
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
