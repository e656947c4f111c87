using BenchmarkDotNet.Attributes;
using Campaigns.Scheduling;
using Campaigns.Storage;

namespace Campaigns.Benchmarks.Micro;

/// <summary>The heaps that order campaigns, wakes and waiting jobs, with one step each at a constant size.</summary>
[MemoryDiagnoser]
public class HeapBenchmarks
{
    private readonly Random _random = new(1);
    private readonly IndexedHeap<int> _nodes = new();
    private readonly WaitingJobs _inOrder = new();
    private readonly WaitingJobs _anyOrder = new();
    private long _last;

    [Params(1_000, 1_000_000)]
    public int Size { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        for (var i = 0; i < Size; i++)
        {
            _nodes.Add(new HeapNode<int>(i), _random.NextInt64(Size));
            _inOrder.Add(new DueKey(++_last, i), i);
            _anyOrder.Add(new DueKey(_random.NextInt64(Size), i), i);
        }
    }

    /// <summary>Moves the first item behind others, like serving a campaign.</summary>
    [Benchmark]
    public void MoveTheFirst() => _nodes.SetLast(_nodes.Top, _nodes.Top.Key + _random.NextInt64(Size));

    /// <summary>Moves the earliest job behind all others, like a fixed retry delay.</summary>
    [Benchmark]
    public void WaitInOrder()
    {
        var entry = _inOrder.Dequeue();
        _inOrder.Add(new DueKey(++_last, entry.Key.Job), entry.Slot);
    }

    /// <summary>Moves the earliest job to a random place, like a delay with jitter.</summary>
    [Benchmark]
    public void WaitInAnyOrder()
    {
        var entry = _anyOrder.Dequeue();
        _anyOrder.Add(new DueKey(entry.Key.Due + _random.NextInt64(Size), entry.Key.Job), entry.Slot);
    }
}
