using Campaigns.Scheduling;

namespace Campaigns.Tests.Structures;

/// <summary>Compares the ring with a linked list.</summary>
public class RingTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Holds_what_a_list_holds_whatever_is_added_and_taken_at_either_end(int seed)
    {
        var random = new Random(seed);
        var (ring, list) = (new Ring<int>(), new LinkedList<int>());
        for (var step = 0; step < 20_000; step++)
        {
            var isGrowing = step / 200 % 2 == 0; // grows and shrinks in turn, so that the ring wraps around at every size
            switch (random.Next(isGrowing ? 3 : 6))
            {
                case 0:
                    ring.AddFirst(step);
                    list.AddFirst(step);
                    break;
                case 1:
                    ring.AddLast(step);
                    list.AddLast(step);
                    break;
                default:
                    if (list.First is { } first)
                    {
                        Assert.Equal(first.Value, ring.TakeFirst());
                        list.RemoveFirst();
                    }

                    break;
            }

            Assert.Equal(list.Count, ring.Count);
            if (list.Count > 0)
            {
                var index = random.Next(list.Count);
                Assert.Equal((list.First!.Value, list.Last!.Value, list.ElementAt(index)), (ring.First, ring.Last, ring[index]));
            }
        }
    }
}
