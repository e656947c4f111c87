using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Campaigns;

/// <summary>
/// SipHash-2-4 with 128 bits: a keyed hash for short texts. Without the key, nobody can tell which text a hash stands for, or choose texts
/// with the same hash.
/// </summary>
internal static class SipHash
{
    private const int Block = sizeof(ulong);

    /// <summary>The hash of a text, over its UTF-16 code units, so that different texts never have the same bytes.</summary>
    public static UInt128 Of(UInt128 key, string text) => Of(key, MemoryMarshal.AsBytes(text.AsSpan()));

    public static UInt128 Of(UInt128 key, ReadOnlySpan<byte> bytes)
    {
        var (k0, k1) = ((ulong)key, (ulong)(key >> 64));
        var (v0, v1) = (k0 ^ 0x736f6d6570736575, k1 ^ 0x646f72616e646f6d ^ 0xee);
        var (v2, v3) = (k0 ^ 0x6c7967656e657261, k1 ^ 0x7465646279746573);
        var last = (ulong)bytes.Length << 56;
        for (; bytes.Length >= Block; bytes = bytes[Block..])
        {
            Add(BinaryPrimitives.ReadUInt64LittleEndian(bytes), ref v0, ref v1, ref v2, ref v3);
        }

        for (var i = 0; i < bytes.Length; i++)
        {
            last |= (ulong)bytes[i] << (8 * i);
        }

        Add(last, ref v0, ref v1, ref v2, ref v3);
        v2 ^= 0xee;
        Mix(4, ref v0, ref v1, ref v2, ref v3);
        var low = v0 ^ v1 ^ v2 ^ v3;
        v1 ^= 0xdd;
        Mix(4, ref v0, ref v1, ref v2, ref v3);
        return new UInt128(v0 ^ v1 ^ v2 ^ v3, low);
    }

    private static void Add(ulong block, ref ulong v0, ref ulong v1, ref ulong v2, ref ulong v3)
    {
        v3 ^= block;
        Mix(2, ref v0, ref v1, ref v2, ref v3);
        v0 ^= block;
    }

    private static void Mix(int rounds, ref ulong v0, ref ulong v1, ref ulong v2, ref ulong v3)
    {
        for (; rounds > 0; rounds--)
        {
            v0 += v1;
            v1 = BitOperations.RotateLeft(v1, 13) ^ v0;
            v0 = BitOperations.RotateLeft(v0, 32);
            v2 += v3;
            v3 = BitOperations.RotateLeft(v3, 16) ^ v2;
            v0 += v3;
            v3 = BitOperations.RotateLeft(v3, 21) ^ v0;
            v2 += v1;
            v1 = BitOperations.RotateLeft(v1, 17) ^ v2;
            v2 = BitOperations.RotateLeft(v2, 32);
        }
    }
}
