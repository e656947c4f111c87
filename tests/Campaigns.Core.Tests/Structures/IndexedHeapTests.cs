using Campaigns.Scheduling;

namespace Campaigns.Tests.Structures;

/// <summary>Compares the heap with a list that is sorted again each time.</summary>
public class IndexedHeapTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Top_is_the_first_of_a_sorted_list_whatever_is_added_moved_and_removed(int seed)
    {
        var random = new Random(seed);
        var heap = new IndexedHeap<int>();
        var nodes = Enumerable.Range(0, 60).Select(number => new HeapNode<int>(number)).ToArray();
        var queued = new Dictionary<int, (long Key, long Tie)>();
        for (var (step, ties) = (0, 0L); step < 20_000; step++)
        {
            var node = nodes[random.Next(nodes.Length)];
            var key = random.Next(20);
            switch (random.Next(4))
            {
                case 0:
                    heap.Remove(node);
                    queued.Remove(node.Owner);
                    break;
                case 1:
                    heap.SetLast(node, key);
                    ties += queued.ContainsKey(node.Owner) ? 1 : 2; // adding a node also uses up a tie number
                    queued[node.Owner] = (key, ties);
                    break;
                default:
                    heap.Set(node, key);
                    queued[node.Owner] = (key, queued.TryGetValue(node.Owner, out var before) ? before.Tie : ++ties);
                    break;
            }

            Assert.Equal(queued.Count, heap.Count);
            Assert.Equal(queued.ContainsKey(node.Owner), node.IsQueued);
            if (queued.Count > 0)
            {
                Assert.Equal(queued.MinBy(entry => entry.Value).Key, heap.Top.Owner);
            }
        }

        Assert.Equal(queued.Keys.Order(), heap.Owners.Order());
    }
}
