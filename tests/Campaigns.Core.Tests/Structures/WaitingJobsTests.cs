using Campaigns.Scheduling;
using Campaigns.Storage;

namespace Campaigns.Tests.Structures;

/// <summary>Compares the waiting jobs of a lane with a plain list.</summary>
public class WaitingJobsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Jobs_come_out_by_due_time_however_they_went_in(int seed)
    {
        var random = new Random(seed);
        var (jobs, list) = (new WaitingJobs(), new List<WaitingJobs.Entry>());
        var delays = new[] { 10, 10, 10, 60, 300 }; // most entries are appended in order; the others use the heap
        for (var (step, id) = (0, 0L); step < 5_000; step++)
        {
            if (random.Next(100) < (step / 500 % 2 == 0 ? 60 : 40))
            {
                var due = random.Next(10) == 0 ? random.Next(step + 400) : step + delays[random.Next(delays.Length)];
                var entry = new WaitingJobs.Entry(new DueKey(due, ++id), (int)id);
                jobs.Add(entry.Key, entry.Slot);
                list.Add(entry);
            }
            else if (list.Count > 0)
            {
                var first = jobs.Peek();
                Assert.Equal(first, jobs.Dequeue());
                Assert.Equal(list.Min(entry => entry.Key.Due), first.Key.Due);
                Assert.True(list.Remove(first), $"{first} was returned twice or never added");
            }

            Assert.Equal(list.Count, jobs.Count);
            if (step % 50 == 0)
            {
                Look(jobs, list, wall: step);
            }

            if (random.Next(400) == 0)
            {
                TakeHalf(jobs, list);
            }
        }
    }

    private static void Look(WaitingJobs jobs, List<WaitingJobs.Entry> list, long wall)
    {
        Assert.Equal(list.OrderBy(entry => entry.Slot), jobs.ToList().OrderBy(entry => entry.Slot));
        Assert.Equal(list.Count(entry => entry.Key.Due <= wall), jobs.CountDue(wall));
        Assert.Equal(list.Select(entry => entry.Key.Due).DefaultIfEmpty().Max(), jobs.LatestDue());
        if (list.Count > 0)
        {
            Assert.True(jobs.TryLookAhead(0, out var slot) ? slot == jobs.Peek().Slot : jobs.Count > 0);
        }
    }

    private static void TakeHalf(WaitingJobs jobs, List<WaitingJobs.Entry> list)
    {
        var sorted = list.OrderBy(entry => entry.Key).ToList();

        Assert.Equal(sorted[(sorted.Count / 2)..], jobs.TakeLatestHalf());

        list.Clear();
        list.AddRange(sorted[..(sorted.Count / 2)]);
    }
}
