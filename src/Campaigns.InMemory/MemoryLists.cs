using Campaigns.Storage;

namespace Campaigns.InMemory;

/// <summary>Reads the pages of the lists of campaigns, jobs and attempts. The cost of a page depends on its limits.</summary>
internal sealed class MemoryLists(MemoryCampaigns campaigns, List<MemoryLane?> lanes, MemoryJobs jobs, MemoryAttempts attempts)
{
    public QueryPage<CampaignRow, long> Read(CampaignListQuery query)
    {
        var page = new PageBuilder<CampaignRow, long>(query.Limits, query.Before);
        for (var id = Math.Min(query.Before - 1, campaigns.Last); id > 0; id--)
        {
            if (page.IsFull)
            {
                return page.End(hasMore: true);
            }

            page.Examine(id);
            if (campaigns.Find(id) is { } row && query.Matches(row))
            {
                page.Add(row);
            }
        }

        return page.End(hasMore: false);
    }

    public QueryPage<JobRecord, long> Read(JobQuery query)
    {
        var page = new PageBuilder<JobRecord, long>(query.Limits, query.After);
        foreach (var id in JobsOf(query.Campaign, query.After + 1))
        {
            if (page.IsFull)
            {
                return page.End(hasMore: true);
            }

            page.Examine(id);
            var job = jobs.Read(id);
            if (lanes[job.Row.Lane] is { } lane && query.Matches(job, lane.Row.Kind)) // a purge may have begun
            {
                page.Add(job);
            }
        }

        return page.End(hasMore: false);
    }

    public QueryPage<ListedAttempt, AttemptPlace> Read(AttemptQuery query)
    {
        var page = new PageBuilder<ListedAttempt, AttemptPlace>(query.Limits, query.After);
        var last = query.Campaign?.Value ?? campaigns.Last;
        for (var id = Math.Max(query.After.Campaign, query.Campaign?.Value ?? 1); id <= last; id++)
        {
            if (page.IsFull)
            {
                return page.End(hasMore: true);
            }

            var from = id == query.After.Campaign ? query.After : new AttemptPlace(id, 0, 0);
            page.Examine(from);
            var isSelected = campaigns.Find(id) is { } row && (query.Tenant ?? row.Tenant) == row.Tenant;
            if (isSelected && !Read(query, from, page))
            {
                return page.End(hasMore: true);
            }
        }

        return page.End(hasMore: false);
    }

    /// <summary>Reads the attempts of one campaign.</summary>
    /// <returns>False if the page is full before the end of the campaign.</returns>
    private bool Read(AttemptQuery query, AttemptPlace from, PageBuilder<ListedAttempt, AttemptPlace> page)
    {
        var campaign = new CampaignId(from.Campaign);
        foreach (var id in JobsOf(campaign, from.Job))
        {
            if (page.IsFull)
            {
                return false;
            }

            var after = id == from.Job ? from.Number : 0;
            page.Examine(new AttemptPlace(campaign.Value, id, after));
            var job = jobs.Read(id);
            foreach (var row in attempts.ReadChain(jobs[id].LastAttempt).Where(row => row.Number > after))
            {
                if (page.IsFull)
                {
                    return false;
                }

                page.Examine(new AttemptPlace(campaign.Value, id, row.Number));
                if (query.Matches(row) && query.MatchesText(row, job.Contact))
                {
                    page.Add(new ListedAttempt(campaign, job, row));
                }
            }
        }

        return true;
    }

    /// <summary>The ids of a campaign's jobs from an id on, in order: merges the lanes, each of which is in order.</summary>
    private IEnumerable<int> JobsOf(CampaignId campaign, long from)
    {
        var next = new PriorityQueue<(List<int> Enrolled, int Index), int>();
        foreach (var enrolled in campaigns.LanesOf(campaign).Select(lane => lane.Enrolled))
        {
            var index = enrolled.BinarySearch((int)Math.Clamp(from, 0, int.MaxValue));
            index = index < 0 ? ~index : index;
            if (index < enrolled.Count)
            {
                next.Enqueue((enrolled, index), enrolled[index]);
            }
        }

        while (next.TryDequeue(out var at, out var job))
        {
            yield return job;
            if (++at.Index < at.Enrolled.Count)
            {
                next.Enqueue(at, at.Enrolled[at.Index]);
            }
        }
    }
}
