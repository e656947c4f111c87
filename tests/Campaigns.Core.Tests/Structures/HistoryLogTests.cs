using Campaigns.Scheduling;

namespace Campaigns.Tests.Structures;

/// <summary>Compares the log of attempts with a sorted list per name. The log is small enough here to forget nothing by itself.</summary>
public class HistoryLogTests
{
    private const int Names = 12;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Attempts_of_a_name_are_found_the_newest_first_however_late_they_came(int seed)
    {
        var random = new Random(seed);
        var log = new HistoryLog(first: seed == 3 ? 8_192 : 0);
        var histories = new ContactHistory[Names];
        var model = Enumerable.Range(0, Names).Select(_ => new List<(long At, long Number)>()).ToArray();
        for (var step = 1; step <= 12_000; step++)
        {
            var name = random.Next(Names);
            var at = 1_000_000 + step + (random.Next(5) == 0 ? -random.Next(500) : 0);
            var number = log.Next;

            log.Add(ref histories[name], at);

            var place = model[name].FindLastIndex(entry => entry.At <= at) + 1; // after the entries of the same instant
            model[name].Insert(place, (at, number));
            var back = random.Next(1, 20);
            Assert.Equal(back > model[name].Count ? 0 : model[name][^back].At, log.FromLast(histories[name], back));
        }

        for (var name = 0; name < Names; name++)
        {
            Assert.Equal(model[name].AsEnumerable().Reverse().Select(entry => entry.Number), Walk(log, histories[name]));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void What_is_forgotten_is_older_than_all_that_is_kept(int seed)
    {
        var random = new Random(seed);
        var (log, histories) = (new HistoryLog(), new ContactHistory[Names]);
        var model = Enumerable.Range(0, Names).Select(_ => new List<long>()).ToArray();
        for (var at = 1; at <= 40_000; at++)
        {
            var name = random.Next(Names);
            log.Add(ref histories[name], at);
            model[name].Add(at);
            if (at % 5_000 == 0)
            {
                log.Forget(at - 7_000);
            }
        }

        Assert.InRange(log.Forgotten, 20_000, 33_000);
        for (var name = 0; name < Names; name++)
        {
            var kept = model[name].Where(at => at > log.Forgotten).Reverse();
            Assert.Equal(kept, Walk(log, histories[name]).Select(index => log.Read(index).At));
        }
    }

    [Fact]
    public void Group_is_noted_as_one_and_ends_where_the_next_begins()
    {
        var (log, histories) = (new HistoryLog(), new ContactHistory[3]);
        log.Add(ref histories[0], 10);
        var group = log.Next;
        log.Add(ref histories[0], 20, part: 0, NotedState.Live);
        log.Add(ref histories[1], 20, part: 1, NotedState.Live);
        log.Add(ref histories[2], 30);

        log.Set(group, NotedState.Void);

        Assert.Equal(2, log.SizeOf(group));
        Assert.Equal(
            [(10L, NotedState.Counts), (20L, NotedState.Void), (20L, NotedState.Void), (30L, NotedState.Counts)],
            Enumerable.Range((int)group - 1, 4).Select(index => log.Read(index)).Select(entry => (entry.At, entry.State)));
        log.Renew(group, 40);
        Assert.Equal((40L, group, NotedState.Live), log.Read(group + 1));
    }

    private static List<long> Walk(HistoryLog log, ContactHistory history)
    {
        var entries = new List<long>();
        for (var index = log.Newest(history); index >= 0; index = log.Before(index))
        {
            entries.Add(index);
        }

        return entries;
    }
}
