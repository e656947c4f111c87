using NodaTime;

namespace Campaigns.Simulation;

/// <summary>
/// Judges frequency caps, cool-downs and minimum pauses by counting all attempts to the person, or to the address on the channel.
/// </summary>
internal static class FrequencyCheck
{
    /// <summary>Whether a rule certainly forbids the attempt.</summary>
    public static bool IsCapped(Books books, TenantSettings settings, AttemptFacts attempt, DateTimeOffset now)
    {
        List<AttemptFacts> Others(CapScope scope) =>
            [.. Of(books, attempt.Job, attempt.Channel, scope).Where(other => other != attempt && !other.Job.IsErased && Counts(other))];
        return settings.Caps.Any(cap => IsFull(cap, Others(cap.Scope), attempt.Job.Zone, now))
            || Others(settings.CoolDownScope).Exists(other => IsWithin(settings.CoolDown, ConversationOf(other), now))
            || Others(settings.MinIntervalScope).Exists(other => IsWithin(settings.MinInterval, other.Row.CommittedAt, now)
                || IsWithin(settings.MinInterval, ConversationOf(other), now));
    }

    /// <summary>Whether a rule may hold the person back.</summary>
    public static bool MayBeCapped(Books books, JobFacts job, string channel, DateTimeOffset now)
    {
        var settings = job.Campaign.Tenant.Row.Latest.Settings;
        return settings.Caps.Any(cap => IsFull(cap, Of(books, job, channel, cap.Scope), job.Zone, now))
            || (settings.CoolDown > TimeSpan.Zero && Of(books, job, channel, settings.CoolDownScope).Exists(MayHaveTalked))
            || (settings.MinInterval > TimeSpan.Zero && Of(books, job, channel, settings.MinIntervalScope).Exists(attempt =>
                MayHaveTalked(attempt) || IsWithin(settings.MinInterval, attempt.Row.CommittedAt, now)))
            || Of(books, job, channel, CapScope.Channel).Exists(
                attempt => attempt.WasTold(AttemptOutcome.Completed) && attempt.Row.EndedAt > now.UtcTicks);
    }

    /// <summary>Describes the rules and the person's attempts.</summary>
    public static string Describe(Books books, AttemptFacts attempt)
    {
        var past = Of(books, attempt.Job, attempt.Channel, CapScope.Person).Select(other =>
            $"{other.Row.Outcome} on {other.Channel} {new DateTimeOffset(other.Row.CommittedAt, default):O} to {new DateTimeOffset(other.Row.EndedAt, default):O}");
        var settings = attempt.Job.Campaign.Tenant.Row.Latest.Settings;
        return $"[{string.Join("; ", past)}], caps [{string.Join("; ", settings.Caps)}], cool-down {settings.CoolDown} ({settings.CoolDownScope}), "
            + $"pause {settings.MinInterval} ({settings.MinIntervalScope})";
    }

    private static List<AttemptFacts> Of(Books books, JobFacts job, string channel, CapScope scope) => scope == CapScope.Person
        ? books.Person(job.Campaign.Tenant.Name!, job.Contact)
        : books.Person(job.Campaign.Tenant.Name!, channel, job.Contact.AddressOn(channel) ?? "");

    private static bool IsFull(FrequencyCap cap, List<AttemptFacts> person, string zone, DateTimeOffset now) =>
        person.Count(attempt => Counts(attempt) && IsWithin(attempt, cap, zone, now)) >= cap.Attempts;

    /// <summary>Whether the attempt may have reached the person, or still may.</summary>
    private static bool Counts(AttemptFacts attempt) => !attempt.IsEnded || LegalTransitions.Spends(attempt.Row.Outcome);

    /// <summary>
    /// Whether the attempt counts, may count or did count as a conversation. A later report may correct it, and a message may count as
    /// sent.
    /// </summary>
    private static bool MayHaveTalked(AttemptFacts attempt) =>
        !attempt.IsEnded || attempt.WasTold(AttemptOutcome.Completed) || attempt.WasCompleted;

    private static long ConversationOf(AttemptFacts attempt) =>
        attempt.IsEnded && attempt.Row.Outcome == AttemptOutcome.Completed ? attempt.Row.EndedAt : 0;

    private static bool IsWithin(TimeSpan pause, long since, DateTimeOffset now) =>
        pause > TimeSpan.Zero && since > 0 && since + pause.Ticks > now.UtcTicks;

    private static bool IsWithin(AttemptFacts attempt, FrequencyCap cap, string zone, DateTimeOffset now)
    {
        if (cap.Period == CapPeriod.Rolling)
        {
            return attempt.Row.CommittedAt + (cap.Days * TimeSpan.TicksPerDay) > now.UtcTicks;
        }

        var local = DateTimeZoneProviders.Tzdb[zone];
        var today = Instant.FromDateTimeOffset(now).InZone(local).Date;
        var then = Instant.FromDateTimeOffset(new DateTimeOffset(attempt.Row.CommittedAt, TimeSpan.Zero)).InZone(local).Date;
        return then.PlusDays(cap.Days) > today;
    }
}
