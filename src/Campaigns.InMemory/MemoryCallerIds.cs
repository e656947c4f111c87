namespace Campaigns.InMemory;

/// <summary>The numbers of attempts: four bytes for an attempt that has one, and nothing where none has.</summary>
internal sealed class MemoryCallerIds(int chunkBits)
{
    private readonly SparseColumn<int> _ids = new(chunkBits);
    private readonly List<string?> _numbers = [null];
    private readonly Dictionary<string, int> _idOf = [];

    /// <summary>Sets the number of an attempt; null for none.</summary>
    public void Set(int place, string? number)
    {
        var id = 0;
        if (number is not null && !_idOf.TryGetValue(number, out id))
        {
            _idOf[number] = id = _numbers.Count;
            _numbers.Add(number);
        }

        _ids[place] = id;
    }

    public string? Of(int place) => _numbers[_ids[place]];
}
