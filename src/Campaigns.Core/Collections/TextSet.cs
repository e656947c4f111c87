using System.Buffers.Binary;
using System.Collections;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Campaigns;

/// <summary>
/// A compact set of texts: the bytes of all texts in chunks, and a hash table of their places. A phone number takes 9 bytes, another text
/// its UTF-8 length plus one. The table adds 5 to 11 bytes per text. The set is exact: it compares whole texts, not only hashes.
/// </summary>
internal sealed class TextSet : IEnumerable<string>
{
    private const int ChunkBits = 16;
    private const int ChunkSize = 1 << ChunkBits;
    private const int SmallestChunk = 256;
    private const int Removed = -1;
    private readonly List<byte[]> _chunks = [];
    private int[] _table = new int[8]; // place + 1; 0 for an empty slot
    private int _used; // slots in use, including removed entries
    private int _end; // used bytes of the last chunk

    /// <summary>The number of texts.</summary>
    public int Count { get; private set; }

    /// <summary>Adds a text.</summary>
    /// <param name="text">Any text. Texts are compared character by character.</param>
    /// <returns>False if the set already contains the text.</returns>
    public bool Add(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (4 * _used >= 3 * _table.Length)
        {
            Rehash();
        }

        var bytes = Packed.Of(text, stackalloc byte[Packed.Usual]);
        var slot = Find(bytes, out var isThere);
        if (isThere)
        {
            return false;
        }

        _table[slot] = Append(bytes) + 1;
        _used++;
        Count++;
        return true;
    }

    /// <summary>Whether the set contains a text.</summary>
    /// <param name="text">The text.</param>
    public bool Contains(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (Count == 0)
        {
            return false;
        }

        Find(Packed.Of(text, stackalloc byte[Packed.Usual]), out var isThere);
        return isThere;
    }

    /// <summary>Removes a text. Its space is reused later.</summary>
    /// <param name="text">The text.</param>
    /// <returns>False if the set does not contain the text.</returns>
    public bool Remove(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var slot = Find(Packed.Of(text, stackalloc byte[Packed.Usual]), out var isThere);
        if (isThere)
        {
            _table[slot] = Removed;
            Count--;
        }

        return isThere;
    }

    /// <summary>Returns the texts in no particular order.</summary>
    public IEnumerator<string> GetEnumerator()
    {
        foreach (var place in _table)
        {
            if (place > 0)
            {
                yield return Packed.Read(At(place - 1));
            }
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private ReadOnlySpan<byte> At(int place) => Packed.First(_chunks[place >> ChunkBits].AsSpan(place & (ChunkSize - 1)));

    private int Find(ReadOnlySpan<byte> bytes, out bool isThere)
    {
        var mask = _table.Length - 1;
        var slot = HashOf(bytes) & mask;
        while (_table[slot] != 0 && !(_table[slot] > 0 && At(_table[slot] - 1).SequenceEqual(bytes)))
        {
            slot = (slot + 1) & mask;
        }

        isThere = _table[slot] != 0;
        return slot;
    }

    private static int HashOf(ReadOnlySpan<byte> bytes)
    {
        var hash = default(HashCode);
        hash.AddBytes(bytes);
        return hash.ToHashCode();
    }

    /// <summary>Enlarges the table, or reclaims the space of removed texts.</summary>
    private void Rehash()
    {
        var (places, chunks) = (_table, _chunks.ToArray());
        var isWorthwhile = 2 * Count < _used;
        _table = new int[isWorthwhile ? places.Length : 2 * places.Length];
        if (isWorthwhile)
        {
            (_end, _used) = (0, 0);
            _chunks.Clear();
        }

        foreach (var place in places)
        {
            if (place > 0)
            {
                var bytes = Packed.First(chunks[(place - 1) >> ChunkBits].AsSpan((place - 1) & (ChunkSize - 1)));
                _table[Find(bytes, out _)] = isWorthwhile ? Append(bytes) + 1 : place;
            }
        }

        _used = Count;
    }

    private int Append(ReadOnlySpan<byte> bytes)
    {
        if (_chunks.Count == 0 || _end + bytes.Length > ChunkSize)
        {
            _chunks.Add(new byte[Math.Max(bytes.Length, _chunks.Count == 0 ? SmallestChunk : ChunkSize)]);
            _end = 0;
        }
        else if (_end + bytes.Length > _chunks[^1].Length)
        {
            var larger = _chunks[^1];
            Array.Resize(ref larger, Math.Min(ChunkSize, Math.Max(2 * larger.Length, _end + bytes.Length)));
            _chunks[^1] = larger;
        }

        bytes.CopyTo(_chunks[^1].AsSpan(_end));
        var place = ((_chunks.Count - 1) << ChunkBits) + _end;
        _end += bytes.Length;
        return place;
    }

    /// <summary>The encoding of a text in a chunk: kind, length, bytes.</summary>
    private static class Packed
    {
        /// <summary>A buffer size that fits most texts.</summary>
        public const int Usual = 256;
        private const byte Phone = 0xFF;
        private const byte Long = 0xFE;
        private const byte Units = 0xFD; // malformed UTF-16, stored as it is, because UTF-8 would make different texts equal
        private const int LongHeader = 1 + sizeof(int);

        public static ReadOnlySpan<byte> Of(string text, Span<byte> room)
        {
            if (IsPhone(text))
            {
                room[0] = Phone;
                BinaryPrimitives.WriteUInt64LittleEndian(
                    room[1..], ulong.Parse(text.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture));
                return room[..(1 + sizeof(ulong))];
            }

            var isText = IsWellFormed(text);
            var length = isText ? Encoding.UTF8.GetByteCount(text) : 2 * text.Length;
            var isLong = !isText || length >= Units;
            var header = isLong ? LongHeader : 1;
            room = header + length <= room.Length ? room : new byte[header + length];
            room[0] = !isText ? Units : isLong ? Long : (byte)length;
            if (isLong)
            {
                BinaryPrimitives.WriteInt32LittleEndian(room[1..], length);
            }

            if (isText)
            {
                Encoding.UTF8.GetBytes(text, room[header..]);
            }
            else
            {
                MemoryMarshal.AsBytes(text.AsSpan()).CopyTo(room[header..]);
            }

            return room[..(header + length)];
        }

        private static bool IsPhone(string text) =>
            text.Length is > 1 and <= 19 && text[0] == '+' && text[1] != '0' && !text.AsSpan(1).ContainsAnyExceptInRange('0', '9');

        private static bool IsWellFormed(string text)
        {
            foreach (var rune in text.EnumerateRunes())
            {
                if (rune == Rune.ReplacementChar)
                {
                    return false; // a real U+FFFD is stored as UTF-16, too
                }
            }

            return true;
        }

        public static string Read(ReadOnlySpan<byte> bytes) => bytes[0] switch
        {
            Phone => string.Create(CultureInfo.InvariantCulture, $"+{BinaryPrimitives.ReadUInt64LittleEndian(bytes[1..])}"),
            Units => new string(MemoryMarshal.Cast<byte, char>(bytes[LongHeader..])),
            Long => Encoding.UTF8.GetString(bytes[LongHeader..]),
            _ => Encoding.UTF8.GetString(bytes[1..]),
        };

        /// <summary>The first text in a span of bytes.</summary>
        public static ReadOnlySpan<byte> First(ReadOnlySpan<byte> bytes) => bytes[0] switch
        {
            Phone => bytes[..(1 + sizeof(ulong))],
            Units or Long => bytes[..(LongHeader + BinaryPrimitives.ReadInt32LittleEndian(bytes[1..]))],
            var length => bytes[..(1 + length)],
        };
    }
}
