using Campaigns.Storage;

namespace Campaigns.Simulation;

/// <summary>A tenant's channel: its committed state, and the providers' answers about it.</summary>
internal sealed class ChannelFacts(string tenant, string channel)
{
    public string Channel => channel;

    public InForce<ChannelRow> Row { get; } = new(new ChannelRow(tenant, channel, null));

    /// <summary>When a provider last refused the tenant's account, on the monotonic clock; -1 for never.</summary>
    public long RefusedAt { get; set; } = -1;

    /// <summary>When the channel was marked available again, by the wall clock; 0 for never.</summary>
    public long BackAt { get; set; }

    /// <summary>The wall clock offset and the number of store openings at that time.</summary>
    public (long WallOffset, long Opens) BackUnder { get; set; }

    /// <summary>The number of attempts decided since then.</summary>
    public int SinceBack { get; set; }

    public override string ToString() => $"{channel} of {tenant}";
}

/// <summary>A reported event of a contact.</summary>
/// <param name="Happened">The event.</param>
/// <param name="Key">The contact's key; null if the event names an address.</param>
/// <param name="Address">The address; null if the event names a key.</param>
internal sealed record ToldEvent(ContactEvent Happened, string? Key, string? Address)
{
    /// <summary>When the engine acknowledged the event, as an event number of the judge; the maximum while that is unknown.</summary>
    public long AnsweredAt { get; set; } = long.MaxValue;

    /// <summary>The wall clock at that time, in UTC ticks.</summary>
    public long AnsweredWall { get; set; } = long.MaxValue;

    /// <summary>Whether the event may advance a job that waits for it.</summary>
    public bool MayLead(in Move move) =>
        Happened.OccurredAt is { } occurred
            ? occurred.UtcTicks >= Math.Min(move.Before.Since, FirstSend(move.Job))
            : AnsweredAt > move.WaitedSince || (move.IsPassage && AnsweredWall >= FirstSend(move.Job));

    /// <summary>Whether the event may have happened since an instant, according to its report.</summary>
    public bool OccurredSince(long instant) => Happened.OccurredAt is not { } occurred || occurred.UtcTicks >= instant;

    /// <summary>When the first message of the last sent group of the current run was committed; the maximum for none.</summary>
    public static long FirstSend(JobFacts job)
    {
        var sent = job.Attempts.Where(attempt => attempt.Run == job.Run && job.Script.IsContact(attempt.Row.Step)
            // an attempt that the same commit decides comes after the move
            && (attempt.IsEnded ? LegalTransitions.Spends(attempt.Row.Outcome) : attempt.SentAt >= 0));
        return sent.GroupBy(attempt => job.Script.Group(attempt.Row.Step)).MaxBy(group => group.Key)?.Min(
            attempt => attempt.Row.CommittedAt) ?? long.MaxValue;
    }

    /// <summary>Whether the event is about a job's contact, in the job's campaign.</summary>
    public bool IsAbout(JobFacts job) =>
        (Happened.Campaign is null || Happened.Campaign == job.Campaign.Id)
        && (Key is not null
            ? job.Contact.Key == Key
            : job.Contact.Addresses.Values.Contains(Address) || job.Contact.AddressOn(Channels.Voice) == Address);
}

/// <summary>The jobs of a contact under one exclusivity key.</summary>
internal sealed class ExclusiveFacts
{
    public List<JobFacts> Jobs { get; } = [];

    /// <summary>The number of calm hours in which a job waited although no job ran.</summary>
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
