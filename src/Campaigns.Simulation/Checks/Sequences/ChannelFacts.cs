using Campaigns.Storage;

namespace Campaigns.Simulation;

/// <summary>A channel of a tenant, as far as committed and as providers have said.</summary>
internal sealed class ChannelFacts(string tenant, string channel)
{
    public string Channel => channel;

    public InForce<ChannelRow> Row { get; } = new(new ChannelRow(tenant, channel, null));

    /// <summary>When a provider last said that the tenant's account is not to be used, on the monotonic clock; -1 for never.</summary>
    public long RefusedAt { get; set; } = -1;

    /// <summary>When it was said to be back, by the wall clock; 0 for never.</summary>
    public long BackAt { get; set; }

    /// <summary>What the wall clock was off by then, and how often the store had been taken over.</summary>
    public (long WallOffset, long Opens) BackUnder { get; set; }

    /// <summary>Attempts decided since.</summary>
    public int SinceBack { get; set; }

    public override string ToString() => $"{channel} of {tenant}";
}

/// <summary>Something told of a contact.</summary>
/// <param name="Happened">What.</param>
/// <param name="Key">The contact's key; null when it is known by an address.</param>
/// <param name="Address">The address; null when it is known by its key.</param>
internal sealed record ToldEvent(ContactEvent Happened, string? Key, string? Address)
{
    /// <summary>When it was answered, as the judge counts; never, while nobody knows.</summary>
    public long AnsweredAt { get; set; } = long.MaxValue;

    /// <summary>Whether it may let a job go on that has waited for it since a moment.</summary>
    public bool MayLead(in Move move) =>
        Happened.OccurredAt is { } occurred ? occurred.UtcTicks >= Math.Min(move.Before.Since, FirstSend(move.Job)) : AnsweredAt > move.WaitedSince;

    /// <summary>Whether it may have happened since an instant, by what was told of it.</summary>
    public bool OccurredSince(long instant) => Happened.OccurredAt is not { } occurred || occurred.UtcTicks >= instant;

    /// <summary>When the first message was committed of those in a row that the job has sent last, in this run; never, for none.</summary>
    public static long FirstSend(JobFacts job)
    {
        var sent = job.Attempts.Where(attempt => attempt.Run == job.Run && job.Script.IsContact(attempt.Row.Step)
            && (attempt.IsEnded ? Course.Spends(attempt.Row.Outcome) : attempt.SentAt >= 0)); // one that the same commit decides comes after the move
        return sent.GroupBy(attempt => job.Script.Group(attempt.Row.Step)).MaxBy(group => group.Key)?.Min(attempt => attempt.Row.CommittedAt) ?? long.MaxValue;
    }

    /// <summary>Whether it is about a job's contact, in the job's campaign.</summary>
    public bool IsAbout(JobFacts job) =>
        (Happened.Campaign is null || Happened.Campaign == job.Campaign.Id)
        && (Key is not null ? job.Contact.Key == Key : job.Contact.Addresses.Values.Contains(Address) || job.Contact.AddressOn(Channels.Voice) == Address);
}

/// <summary>A contact's jobs under one exclusivity.</summary>
internal sealed class ExclusiveFacts
{
    public List<JobFacts> Jobs { get; } = [];

    /// <summary>For how many hours of calm somebody has waited in vain.</summary>
    public int IdleHours { get; set; }

    public int Running
    {
        get
        {
            var running = 0;
            foreach (var job in Jobs)
            {
                running += job.IsRunning ? 1 : 0;
            }

            return running;
        }
    }
}
