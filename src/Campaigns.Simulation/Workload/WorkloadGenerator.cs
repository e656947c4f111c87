using NodaTime;

namespace Campaigns.Simulation;

/// <summary>Generates small campaigns in large number, near every edge case.</summary>
internal static class WorkloadGenerator
{
    private static readonly string[] Zones =
    [
        "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo", "America/Havana", "America/Santiago", "Asia/Kolkata",
        "Etc/UTC",
    ];

    private static readonly string[] AllChannels = [Channels.Voice, Channels.Sms, Channels.Email];

    public static SimulationWorkload Draw(Random random)
    {
        var start = DrawStart(random);
        var tenants = Enumerable.Range(1, random.Next(1, 4)).Select(tenant => $"tenant {tenant}").ToList();
        var channels = AllChannels[..random.Next(1, 4)];
        var settings = tenants.Where(_ => random.Next(2) == 0).ToDictionary(tenant => tenant, _ => DrawTenant(random));
        if (random.Next(4) == 0)
        {
            settings[""] = DrawEverything(random);
        }

        var workload = new SimulationWorkload
        {
            Start = start,
            Patience = TimeSpan.FromDays(60),
            Tenants = settings,
            ProvidersPerChannel = random.Next(1, 4),
            LongestCall = TimeSpan.FromSeconds(random.Next(2, 240)),
            Strategy = DrawStrategy(random),
            Campaigns = [.. Enumerable.Range(1, random.Next(3, 8)).Select(
                number => DrawCampaign(random, number, tenants, channels, start))],
        };
        return random.Next(5) < 2 ? DripGenerator.Join(random, workload) : workload;
    }

    public static Contact DrawContact(Random random, int number)
    {
        var person = number % 300;
        var key = random.Next(12) == 0 ? $"alias {number}" : $"person {number}"; // two keys may share a phone number
        var zone = random.Next(4) == 0 ? null : Zones[person % Zones.Length];
        var addresses = new Dictionary<string, string> { [Channels.Email] = DrawEmail(random, person) };
        return new Contact(key, $"+1555{1_000_000 + person}", zone, addresses);
    }

    /// <summary>Draws one of several spellings of a person's email address.</summary>
    public static string DrawEmail(Random random, int person) => random.Next(4) switch
    {
        0 => $"Person{person}@Example.com",
        1 => $"Person {person} <person{person}@example.com> ",
        _ => $"person{person}@example.com",
    };

    public static TenantSettings DrawTenant(Random random) => new()
    {
        MaxConcurrent = Any(random, 1, 3, 10, int.MaxValue),
        Weight = Any(random, 1, 1, 2, 5),
        Rate = DrawRate(random),
        Window = random.Next(4) == 0 ? ContactWindow.Daily(new TimeOnly(random.Next(12), 0), new TimeOnly(random.Next(12, 24), 30)) : null,
        Caps = random.Next(4) == 0
            ? [new FrequencyCap(random.Next(1, 5), random.Next(1, 3), (CapPeriod)random.Next(2), (CapScope)random.Next(2))]
            : [],
        CoolDown = TimeSpan.FromMinutes(Any(random, 0, 0, 0, 10, 360)),
        CoolDownScope = (CapScope)random.Next(2),
        MinInterval = TimeSpan.FromMinutes(Any(random, 0, 0, 0, 0, 30, 240)),
        MinIntervalScope = (CapScope)random.Next(2),
        Quotas = DrawQuotas(random),
    };

    /// <summary>Draws engine-wide settings. The engine refuses settings that only a tenant may have.</summary>
    public static TenantSettings DrawEverything(Random random) => DrawTenant(random) with
    {
        Weight = 1, Caps = [], CoolDown = TimeSpan.Zero, CoolDownScope = default, MinInterval = TimeSpan.Zero, MinIntervalScope = default,
    };

    public static Func<CampaignSettings, CampaignSettings> DrawChange(Random random, DateTimeOffset now) => random.Next(8) switch
    {
        0 => Changed(Any(random, 1, 2, 5, 20), (settings, most) => settings with { MaxConcurrent = most }),
        1 => Changed(DrawRate(random) ?? RateLimit.PerSecond(3), (settings, rate) => settings with { Rate = rate }),
        2 => settings => settings with { Rate = null },
        3 => Changed(WorkloadWindows.Draw(random, now), (settings, window) => settings with { Window = window }),
        4 => settings => settings with { Window = null },
        5 => Changed(DrawQuotas(random), (settings, quotas) => settings with { Quotas = quotas }),
        6 when random.Next(2) == 0 => Changed(Zones[random.Next(Zones.Length)], (settings, zone) => settings with { Zone = zone }),
        6 => Changed(
            (new CampaignPriority(random.Next(0, 101)), random.Next(1, 5)),
            (settings, drawn) => settings with { Priority = drawn.Item1, Weight = drawn.Item2 }),
        _ when random.Next(3) == 0 => Changed(
            now + TimeSpan.FromMinutes(random.Next(1, 600)), (settings, expiry) => settings with { Expiry = settings.Expiry ?? expiry }),
        _ => Changed(DrawOverdue(random), (settings, overdue) => settings with { Lateness = overdue }),
    };

    /// <summary>A change to a value that is drawn now, whenever the change is made.</summary>
    private static Func<CampaignSettings, CampaignSettings> Changed<T>(T drawn, Func<CampaignSettings, T, CampaignSettings> change) =>
        settings => change(settings, drawn);

    private static SimulatedCampaign DrawCampaign(Random random, int number, List<string> tenants, string[] channels, DateTimeOffset start)
    {
        var begins = random.Next(4) == 0 ? start + TimeSpan.FromMinutes(random.Next(-5, 180)) : (DateTimeOffset?)null;
        var definition = new CampaignDefinition
        {
            Name = $"campaign {number}",
            Key = $"campaign {number}",
            Tenant = tenants[random.Next(tenants.Count)],
            Priority = new CampaignPriority(Any(random, 25, 50, 50, 50, 75)),
            Start = begins,
            Expiry = random.Next(6) == 0 ? start + TimeSpan.FromMinutes(random.Next(13, 100) * 15) : null,
            MaxConcurrent = Any(random, 1, 2, 5, 20),
            Weight = Any(random, 1, 1, 2, 3),
            KeepOpen = random.Next(12) == 0,
            Rate = DrawRate(random),
            Quotas = DrawQuotas(random),
            Window = random.Next(3) == 0 ? null : WorkloadWindows.Draw(random, start),
            Lateness = DrawOverdue(random),
            Zone = Zones[random.Next(Zones.Length)],
            Steps = [.. DrawSteps(random, channels)],
        };
        var first = random.Next(200);
        var contacts = Enumerable.Range(first, random.Next(10, 100)).Select(person => DrawContact(random, person)).ToList();
        return new SimulatedCampaign(definition, contacts);
    }

    private static IEnumerable<CampaignStep> DrawSteps(Random random, string[] channels)
    {
        var count = Any(random, 1, 1, 1, 2, 3);
        for (var i = 0; i < count; i++)
        {
            if (i > 0 && random.Next(2) == 0)
            {
                yield return CampaignStep.Wait(TimeSpan.FromMinutes(random.Next(1, 90)));
            }

            yield return new ContactStep
            {
                Channel = channels[random.Next(channels.Length)],
                Retry = DrawRetry(random),
                Timeout = TimeSpan.FromSeconds(Any(random, 30, 120, 600)),
                OnFailure = (StepFailure)random.Next(2),
            };
        }
    }

    private static StepRetryPolicy DrawRetry(Random random)
    {
        var delay = TimeSpan.FromSeconds(Any(random, 0, 5, 60, 600, 1_800));
        var policy = new StepRetryPolicy
        {
            Attempts = random.Next(1, 7),
            Delay = random.Next(3) switch
            {
                0 => Backoff.Exponential(delay, TimeSpan.FromHours(2)).WithJitter(0.3),
                1 => Backoff.List(delay, delay * 2, TimeSpan.FromMinutes(1)),
                _ => Backoff.Fixed(delay),
            },
        };
        policy = random.Next(2) == 0
            ? policy
            : policy.On(AttemptOutcome.Busy, RetryRule.After(TimeSpan.FromSeconds(random.Next(1, 300)), random.Next(1, 4)));
        return random.Next(3) > 0 ? policy : policy.On(AttemptOutcome.Machine, RetryRule.Never);
    }

    private static LatenessPolicy DrawOverdue(Random random) => random.Next(8) switch
    {
        0 => LatenessPolicy.NextWindow(TimeSpan.FromMinutes(random.Next(0, 30))),
        1 => LatenessPolicy.Skip(TimeSpan.FromMinutes(random.Next(0, 120))),
        2 => LatenessPolicy.Spread(TimeSpan.FromMinutes(random.Next(1, 60)), TimeSpan.FromMinutes(random.Next(0, 30))),
        _ => LatenessPolicy.SendNow,
    };

    public static RateLimit? DrawRate(Random random) => random.Next(3) > 0
        ? null
        : new RateLimit(random.Next(1, 20), TimeSpan.FromSeconds(Any(random, 1, 7, 60)), Any(random, 1, 1, 3, 10));

    /// <summary>Draws quotas: usually none, otherwise few enough to be used up.</summary>
    public static IReadOnlyList<Quota> DrawQuotas(Random random) => random.Next(10) switch
    {
        0 => [DrawQuota(random, QuotaPeriod.Hour)],
        1 => [DrawQuota(random, QuotaPeriod.Day)],
        2 => [DrawQuota(random, QuotaPeriod.Month), DrawQuota(random, QuotaPeriod.Hour)],
        _ => [],
    };

    private static Quota DrawQuota(Random random, QuotaPeriod period) =>
        new(random.Next(1, 12) * (int)Math.Pow(4, (int)period), period, Zones[random.Next(Zones.Length)]);

    private static ICampaignStrategy DrawStrategy(Random random) => random.Next(6) switch
    {
        0 => CampaignStrategies.FairShare,
        1 => CampaignStrategies.StrictPriority,
        2 => CampaignStrategies.FewestRemaining,
        3 => CampaignStrategies.Deadline.Then(CampaignStrategies.MostRemaining),
        4 => CampaignStrategies.ByPriority(TimeSpan.FromSeconds(1)),
        _ => CampaignStrategies.ByPriority(),
    };

    /// <summary>Draws a start time: usually within the hours before a clock change in some zone, otherwise before a midnight.</summary>
    private static DateTimeOffset DrawStart(Random random)
    {
        var zone = DateTimeZoneProviders.Tzdb[Zones[random.Next(Zones.Length)]];
        var day = Instant.FromUtc(2026, 1, 1, 0, 0) + Duration.FromDays(random.Next(365));
        var interval = zone.GetZoneInterval(day);
        var edge = random.Next(4) > 0 && interval.HasEnd && interval.End < Instant.FromUtc(2040, 1, 1, 0, 0)
            ? interval.End
            : zone.AtStartOfDay(day.InZone(zone).Date.PlusDays(1)).ToInstant();
        return edge.ToDateTimeOffset() - TimeSpan.FromSeconds(random.Next(0, 5 * 3_600));
    }

    public static T Any<T>(Random random, params ReadOnlySpan<T> values) => values[random.Next(values.Length)];
}

/// <summary>Draws windows that open or close soon.</summary>
internal static class WorkloadWindows
{
    public static ContactWindow Draw(Random random, DateTimeOffset now)
    {
        var opens = TimeOnly.FromTimeSpan(TimeSpan.FromMinutes(random.Next(48) * 30));
        var closes = opens.AddMinutes(random.Next(1, 40) * 30);
        var window = random.Next(5) == 0 ? ContactWindow.Weekdays(opens, closes) : ContactWindow.Daily(opens, closes);
        if (random.Next(3) == 0)
        {
            var noon = opens.AddMinutes(random.Next(1, 10) * 45);
            window = window with { Hours = [.. window.Hours, .. ContactWindow.Daily(noon, noon.AddMinutes(75)).Hours] };
        }

        var date = DateOnly.FromDateTime(now.UtcDateTime);
        return window with
        {
            Margin = TimeSpan.FromMinutes(random.Next(4) * random.Next(4)),
            Dst = (DstPolicy)random.Next(2),
            ClosedDates = random.Next(4) == 0 ? [date.AddDays(random.Next(0, 3))] : [],
            HalfDays = opens.Minute == 0
                ? null
                : [new HalfDay(date.AddDays(opens.Hour % 3), opens.AddHours(1) < opens ? default : opens.AddHours(1), default)],
            Local = opens.Hour % 3 > 0
                ? null
                : [new LocalDays(
                    opens.Hour % 2 == 0
                        ? "US"
                        : "Asia/Kolkata") { ClosedDates = [date.AddDays(opens.Hour % 4)], Weekend = WeekendAfter(date) }],
        };
    }

    private static DayOfWeek[] WeekendAfter(DateOnly date) => [date.AddDays(1).DayOfWeek, date.AddDays(2).DayOfWeek];
}
