namespace Campaigns.InMemory;

/// <summary>A column that few rows have, in chunks that never move. A chunk in which no row has a value has no array.</summary>
internal sealed class SparseColumn<T>(int chunkBits)
    where T : struct, IEquatable<T>
{
    private readonly List<T[]?> _chunks = [];

    /// <summary>The value of a row; the default value for none.</summary>
    public T this[long row]
    {
        get
        {
            var chunk = (int)(row >> chunkBits);
            return chunk < _chunks.Count && _chunks[chunk] is { } values ? values[row & ((1 << chunkBits) - 1)] : default;
        }

        set
        {
            if (value.Equals(this[row]))
            {
                return;
            }

            var chunk = (int)(row >> chunkBits);
            while (_chunks.Count <= chunk)
            {
                _chunks.Add(null);
            }

            var values = _chunks[chunk] ??= new T[1 << chunkBits];
            values[row & ((1 << chunkBits) - 1)] = value;
        }
    }

    /// <summary>Drops a chunk whose rows are gone.</summary>
    public void Drop(int chunk)
    {
        if (chunk < _chunks.Count)
        {
            _chunks[chunk] = null;
        }
    }
}
