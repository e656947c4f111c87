using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Campaigns.Collections;

/// <summary>
/// Asks the processor for memory that is needed a little later. A million contacts fit in no cache: each attempt would wait several
/// times for main memory, longer than for all else it costs.
/// </summary>
public static class Prefetch
{
    /// <summary>Begins to load what stands at a place. A hint: it changes nothing, and does nothing on processors that do not know it.</summary>
    /// <typeparam name="T">What stands there.</typeparam>
    /// <param name="place">The place: a field, or an element of an array.</param>
    public static unsafe void Of<T>(ref readonly T place)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.AsRef(in place)));
        }
    }
}
