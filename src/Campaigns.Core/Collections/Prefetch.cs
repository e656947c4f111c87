using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Campaigns;

/// <summary>
/// Asks the processor to load memory that is needed a little later. A million contacts do not fit in a cache. Without prefetching, each
/// attempt would wait for main memory several times, which costs more than all its other work.
/// </summary>
internal static class Prefetch
{
    /// <summary>
    /// Starts to load a place in memory. Only a hint: it changes nothing, and does nothing on processors without this instruction.
    /// </summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="place">The place: a field, or an element of an array.</param>
    public static unsafe void Of<T>(ref readonly T place)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.AsRef(in place)));
        }
    }

    /// <summary>Starts to load the beginning of an object, which also holds the first characters of a short text.</summary>
    /// <param name="value">The object; null for nothing. It is not read, so an object that is not in a cache costs no time.</param>
    public static unsafe void OfObject(object? value)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0((void*)Unsafe.As<object?, nint>(ref value));
        }
    }
}
