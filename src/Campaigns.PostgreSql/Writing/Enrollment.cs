using Campaigns.Storage;

namespace Campaigns.PostgreSql;

/// <summary>The properties of a lane that matter for enrollment.</summary>
/// <param name="Campaign">The lane's campaign.</param>
/// <param name="Exclusivity">The campaign's exclusivity; null for none.</param>
/// <param name="IsQueue">Whether the lane's jobs wait for the end of another job of the person.</param>
/// <param name="IsOver">Whether the campaign has ended.</param>
internal readonly record struct EnrollmentPlace(long Campaign, long? Exclusivity, bool IsQueue, bool IsOver)
{
    /// <summary>The scope of contact keys.</summary>
    public long Scope => Exclusivity ?? -Campaign;
}

/// <summary>A job whose contact has the key of a contact to enroll, in the same scope.</summary>
/// <param name="Campaign">Its campaign.</param>
/// <param name="Job">Its id.</param>
/// <param name="IsRemoved">Whether it was removed, so that its key is free.</param>
/// <param name="IsRunning">Whether it is running under the exclusivity.</param>
internal readonly record struct SameKey(long Campaign, long Job, bool IsRemoved, bool IsRunning);

/// <summary>Decides which jobs of a batch may be enrolled, in order, given the stored contacts with the same keys.</summary>
/// <param name="places">The places of the lanes.</param>
/// <param name="stored">The stored jobs with one of the keys.</param>
internal sealed class Enrollment(
    IReadOnlyDictionary<int, EnrollmentPlace> places, Dictionary<(long Scope, string Key), List<SameKey>> stored)
{
    private readonly List<int> _duplicates = [];
    private readonly List<(int Index, CampaignId Campaign)> _running = [];

    /// <summary>The indexes of the jobs to insert, with their campaigns.</summary>
    public List<(int Index, EnrollmentPlace Place)> Accepted { get; } = [];

    /// <summary>The removed jobs that give up their keys.</summary>
    public List<long> GivingUp { get; } = [];

    public CommitReceipt Receipt => _duplicates.Count + _running.Count == 0
        ? CommitReceipt.Clean
        : new CommitReceipt(_duplicates) { Running = _running };

    public void Decide(ReadOnlySpan<JobRecord> jobs)
    {
        for (var i = 0; i < jobs.Length; i++)
        {
            ref readonly var job = ref jobs[i];
            if (!places.TryGetValue(job.Row.Lane, out var place))
            {
                throw new ArgumentException(
                    $"The batch enrolls in lane {job.Row.Lane}, which the store does not hold.", nameof(jobs));
            }

            Decide(i, job, place);
        }
    }

    private void Decide(int index, in JobRecord job, EnrollmentPlace place)
    {
        var key = (place.Scope, job.Contact.Key);
        var same = stored.GetValueOrDefault(key);
        if (same?.Exists(other => other.Campaign == place.Campaign && !other.IsRemoved) == true)
        {
            _duplicates.Add(index);
            return;
        }

        var mayRun = place is { Exclusivity: not null, IsQueue: false };
        if (mayRun && same?.Find(other => other.IsRunning) is { Job: not 0 } running)
        {
            _running.Add((index, new CampaignId(running.Campaign)));
            return;
        }

        foreach (var former in same?.Where(other => other.Campaign == place.Campaign) ?? [])
        {
            GivingUp.Add(former.Job);
        }

        same?.RemoveAll(other => other.Campaign == place.Campaign);
        Accepted.Add((index, place));
        var isRemoved = job.Row.State == JobState.Removed;
        Remember(key, same, new SameKey(place.Campaign, job.Row.Id, isRemoved, mayRun && !place.IsOver && job.Row.State <= JobState.Live));
    }

    private void Remember((long, string) key, List<SameKey>? same, SameKey enrolled)
    {
        if (same is null)
        {
            stored.Add(key, same = []);
        }

        same.Add(enrolled);
    }
}
