using Campaigns.Scheduling;
using Campaigns.Storage;
using static Campaigns.Tests.People;

namespace Campaigns.Tests.Structures;

/// <summary>The table of jobs beside a store that applies what it writes.</summary>
public class JobTableTests
{
    private readonly CommitBatch _batch = new();
    private readonly Dictionary<long, long> _stored = []; // the due time of each job, by id
    private readonly Dictionary<long, long> _current = [];
    private readonly Lane _lane =
        new(new LaneRow(1, new CampaignId(1), "", "voice"), new CampaignQueue(Intents.Campaign(), parent: null!), maxPage: 10);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Each_step_writes_each_changed_job_once_with_its_last_state(int seed)
    {
        var random = new Random(seed);
        var jobs = new JobTable(_batch);
        for (var step = 1; step <= 2_000; step++)
        {
            for (var change = random.Next(8); change > 0; change--)
            {
                Change(jobs, id: random.Next(1, 30), due: step * 10L + change, random);
            }

            jobs.WriteTouched();
            Commit();
            Assert.Equal(_current, _stored);
            Assert.Equal(_lane.Campaign.JobsInMemory, jobs.Count);
        }
    }

    /// <summary>Loads a job that is not in memory; changes one that is, or removes it from memory.</summary>
    private void Change(JobTable jobs, long id, long due, Random random)
    {
        if (!jobs.TryFind(id, out var slot))
        {
            // What the store holds is older than what this step has written of the job.
            var row = jobs.TryTakeRow(id, out var written) ? written : new JobRow { Id = id, Due = _stored.GetValueOrDefault(id) };
            slot = jobs.Load(new JobRecord(row, One()), _lane, out var isNew);
            Assert.True(isNew);
            jobs.Touch(slot);
        }

        Assert.Equal(_current.GetValueOrDefault(id), jobs[slot].Due);
        if (random.Next(3) > 0)
        {
            jobs[slot].BecomeDue(due);
            jobs.Touch(slot);
        }

        _current[id] = jobs[slot].Due;
        if (random.Next(3) == 0)
        {
            jobs.Free(slot);
            Assert.False(jobs.TryFind(id, out _));
        }
    }

    private void Commit()
    {
        var written = new HashSet<long>();
        foreach (var row in _batch.Jobs)
        {
            Assert.True(written.Add(row.Id), $"job {row.Id} was written twice in one step");
            _stored[row.Id] = row.Due;
        }

        _batch.Clear();
    }
}
