using NodaTime;

namespace Campaigns.Testing;

/// <summary>Whether a job's own gates are open, by the books.</summary>
internal static class Eligibility
{
    /// <summary>Window, suppression, frequency and address.</summary>
    public static bool OwnGatesAreOpen(Judge judge, JobFacts job, DateTimeOffset now)
    {
        var (books, campaign) = (judge.Books, job.Campaign);
        var tenant = campaign.Tenant;
        var channel = job.Lane.Channel;
        var person = books.Person(tenant.Name!, channel, job.Contact.AddressOn(channel) ?? "");
        return WindowCheck.IsOpen(job.Row.State == JobState.New ? job.Script.FirstWindow(job.Contact) : job.Step(job.Row.Step).Window, job.Zone, now)
            && tenant.Channel(channel).Row.Latest.Unavailable is null
            && WindowCheck.IsOpen(campaign.Row.Latest.Settings.Window, job.Zone, now)
            && WindowCheck.IsOpen(tenant.Row.Latest.Settings.Window, job.Zone, now)
            && WindowCheck.IsOpen(books.Everything.Row.Latest.Settings.Window, job.Zone, now)
            && !SuppressionCheck.IsSuppressed(job, channel, acknowledgedOnly: false)
            && person.TrueForAll(attempt => attempt.IsEnded && !PhoneCheck.MayBeOn(judge, attempt))
            && !FrequencyCheck.MayBeCapped(tenant.Row.Latest.Settings, person, job.Zone, now);
    }
}

/// <summary>Judges frequency caps and cool-downs by counting.</summary>
internal static class FrequencyCheck
{
    /// <summary>Whether a cap or a cool-down surely forbids the attempt.</summary>
    public static bool IsCapped(Books books, TenantSettings settings, AttemptFacts attempt, DateTimeOffset now)
    {
        var person = books.Person(attempt.Job.Campaign.Tenant.Name!, attempt.Channel, attempt.Address)
            .Where(other => Reached(other))
            .ToList();
        return settings.Caps.Any(cap => IsFull(cap, person, attempt.Job.Zone, now)) || IsCooling(settings, person, now);
    }

    /// <summary>Whether a cap or a cool-down may hold the person back.</summary>
    public static bool MayBeCapped(TenantSettings settings, List<AttemptFacts> person, string zone, DateTimeOffset now)
    {
        foreach (var cap in settings.Caps)
        {
            if (IsFull(cap, person, zone, now))
            {
                return true;
            }
        }

        return person.Exists(attempt => attempt.WasTold(Outcome.Completed) // also one revised since, and one that a clock set back puts ahead
            && (settings.CoolDown > TimeSpan.Zero || attempt.Row.EndedAt > now.UtcTicks));
    }

    /// <summary>The caps, and what the person has been through.</summary>
    public static string Describe(Books books, AttemptFacts attempt)
    {
        var tenant = attempt.Job.Campaign.Tenant;
        var past = books.Person(tenant.Name!, attempt.Channel, attempt.Address)
            .Select(other => $"{other.Row.Outcome} {new DateTimeOffset(other.Row.CommittedAt, default):O} to {new DateTimeOffset(other.Row.EndedAt, default):O}");
        var settings = tenant.Row.Latest.Settings;
        return $"[{string.Join("; ", past)}], caps [{string.Join("; ", settings.Caps)}], cool-down {settings.CoolDown}";
    }

    private static bool IsFull(FrequencyCap cap, List<AttemptFacts> person, string zone, DateTimeOffset now) =>
        person.Count(attempt => Reached(attempt) && IsWithin(attempt, cap, zone, now)) >= cap.Attempts;

    private static bool IsCooling(TenantSettings settings, List<AttemptFacts> person, DateTimeOffset now) =>
        settings.CoolDown > TimeSpan.Zero
        && person.Exists(attempt => attempt.Row.Outcome == Outcome.Completed && attempt.Row.EndedAt + settings.CoolDown.Ticks > now.UtcTicks);

    private static bool Reached(AttemptFacts attempt) => attempt.IsEnded && Course.Spends(attempt.Row.Outcome);

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
