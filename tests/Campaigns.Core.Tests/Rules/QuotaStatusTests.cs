using Campaigns.Scheduling;
using static Campaigns.Tests.People;

namespace Campaigns.Tests.Rules;

/// <summary>How quotas are set, and how the status shows a used-up quota.</summary>
public class QuotaStatusTests
{
    private static readonly DateTimeOffset Midnight = new(2026, 1, 6, 0, 0, 0, TimeSpan.FromHours(1));

    [Theory]
    [InlineData("campaign")]
    [InlineData("tenant")]
    [InlineData("everything")]
    public void Explain_names_the_quota_and_when_its_next_period_begins(string of)
    {
        using var run = new QuotaRun(of, new Quota(2, QuotaPeriod.Day, "europe/paris"));
        var campaign = run.Start(Many(5));

        var explanation = run.Harness.Do(client => client.ExplainAsync(campaign, "p00003"));
        var closed = Assert.Single(explanation.Verdicts, verdict => !verdict.IsOpen);
        Assert.Equal(
            ($"quota ({of})", "the quota of 2 a day in Europe/Paris is used up", Midnight),
            (closed.Gate, closed.Reason, closed.Until!.Value));
        Assert.Equal(Midnight, explanation.Earliest);
        Assert.Equal(3, run.Harness.Do(client => client.ExplainAsync(campaign))[$"quota ({of})"]);
    }

    [Fact]
    public void Provider_whose_quota_is_used_up_says_so_and_another_one_takes_over()
    {
        using var harness = new CampaignHarness(
            options => options.AddProvider(Channels.Voice, new ScriptedProvider(options.TimeProvider!), use => use.Name = "second"),
            voice: use => use.Quotas = [new Quota(2, QuotaPeriod.Day, "Europe/Paris")]);
        var campaign = harness.Run(Calls(StepRetryPolicy.None), Many(5));
        var first = harness.Do(operations => operations.ListProvidersAsync())[0];
        Assert.Equal(
            (ProviderState.QuotaExhausted, Midnight, 2), (first.State, first.AvailableAt!.Value, harness.Provider.Dispatches.Count));
        Assert.Equal(5, harness.Statistics(campaign).Completed);

        harness.Do(operations => operations.ChangeProviderAsync("second", new ProviderSettings { Switch = ProviderSwitch.Off }));
        var later = harness.Run(Calls(StepRetryPolicy.None, name: "later"), Many(5, "q"));
        var explanation = harness.Do(client => client.ExplainAsync(later, "q00001"));
        Assert.Equal(("no provider of the channel can take an attempt: voice-1 is QuotaExhausted, second is Off", Midnight), (
            Assert.Single(explanation.Verdicts, verdict => !verdict.IsOpen).Reason, explanation.Earliest!.Value));
        harness.AdvanceTo(Midnight);
        Assert.Equal(4, harness.Provider.Dispatches.Count);
    }

    [Fact]
    public void Dispatch_may_wait_at_the_provider_until_the_period_ends_in_which_it_counts()
    {
        using var run = new QuotaRun("provider", new Quota(2, QuotaPeriod.Day, "Europe/Paris"));
        run.Start([One()]);
        Assert.Equal(Midnight, run.Harness.Provider.Dispatches.Single().Request.NotAfter);
    }

    [Theory]
    [InlineData(0, QuotaPeriod.Day, "UTC", "Quotas[0].Count is 0: use 1 to 1,000,000,000.")]
    [InlineData(1, (QuotaPeriod)3, "UTC", "Quotas[0].Period is 3: use Hour, Day or Month.")]
    [InlineData(1, QuotaPeriod.Day, "Mars/Olympus", "Quotas[0].Zone is \"Mars/Olympus\": use an IANA name such as Europe/Paris.")]
    [InlineData(1, QuotaPeriod.Day, null, "Quotas[0].Zone is missing: use an IANA name such as Europe/Paris.")]
    [InlineData(1, QuotaPeriod.Hour, "UTC", null)]
    public void Quota_that_cannot_hold_is_refused_at_every_door(int count, QuotaPeriod period, string? zone, string? problem)
    {
        Quota[] quotas = [new Quota(count, period, zone!)];
        Assert.Equal(problem, (Calls(StepRetryPolicy.None) with { Quotas = quotas }).Validate().SingleOrDefault());
        Assert.Equal(problem, new TenantSettings { Quotas = quotas }.Validate().SingleOrDefault());
        Assert.Equal(problem, new ProviderSettings { Quotas = quotas }.Validate().SingleOrDefault());
        using var harness = new CampaignHarness();
        var campaign = harness.Run(Calls(StepRetryPolicy.None), Many(1));
        Func<ICampaignClient, Task>[] doors =
        [
            client => client.ChangeAsync(campaign, settings => settings with { Quotas = quotas }),
            client => client.Operations().ChangeLimitsAsync(new EngineLimits { Quotas = quotas }),
            client => client.Operations().ChangeTenantAsync("default", new TenantSettings { Quotas = quotas }),
            client => client.Operations().ChangeProviderAsync("voice-1", new ProviderSettings { Quotas = quotas }),
        ];
        Assert.All(problem is null ? [] : doors, door => Assert.Contains(
            problem!, Assert.Throws<CampaignException>(() => harness.Do(door)).Message, StringComparison.Ordinal));
        Assert.Equal(
            problem is not null, Record.Exception(() => new CampaignHarness(voice: use => use.Quotas = quotas).Dispose()) is not null);
    }

    [Fact]
    public void Lists_that_say_a_period_twice_or_too_much_are_refused()
    {
        Assert.Contains("one quota for each period and zone", Problem(
            new Quota(1, QuotaPeriod.Day, "UTC"), new Quota(2, QuotaPeriod.Day, "etc/zulu")), StringComparison.Ordinal);
        Assert.Contains("Quotas[1] is missing", Problem(new Quota(1, QuotaPeriod.Day), null!), StringComparison.Ordinal);
        Assert.Contains(
            "use up to 8", Problem([.. Enumerable.Range(1, 9).Select(i => new Quota(1, QuotaPeriod.Day, $"Etc/GMT+{i}"))]),
            StringComparison.Ordinal);

        static string Problem(params Quota[] quotas) => Assert.Single((Calls(StepRetryPolicy.None) with { Quotas = quotas }).Validate());
    }

    [Fact]
    public void Definition_holds_its_quotas_as_text_and_equal_ones_in_any_order_are_the_same()
    {
        Quota[] quotas = [new(20, QuotaPeriod.Day, "W. Europe Standard Time"), new(500, QuotaPeriod.Month)];
        var definition = Calls(StepRetryPolicy.None) with { Quotas = quotas };
        var text = DefinitionJson.Write(definition);
        quotas[0] = new Quota(1, QuotaPeriod.Hour); // the engine keeps a copy
        Assert.Contains("{\"Count\":20,\"Period\":\"Day\",\"Zone\":\"Europe/Berlin\"},{\"Count\":500,\"Period\":\"Month\",\"Zone\":\"Etc/UTC\"}", text, StringComparison.Ordinal);
        Assert.Equal(definition.Quotas, DefinitionJson.Read(text).Quotas);
        Assert.Equal(text, DefinitionJson.Write(definition with { Quotas = [.. definition.Quotas.Reverse()] }));
        Assert.Empty(DefinitionJson.Read("{\"Name\":\"n\",\"Steps\":[]}").Quotas); // a definition from before quotas
        Assert.Equal(
            new CampaignSettings { Quotas = [new(1, QuotaPeriod.Day)] }, new CampaignSettings { Quotas = [new(1, QuotaPeriod.Day)] });
    }

    [Fact]
    public void Stretch_is_where_clocks_show_one_period_and_nothing_else()
    {
        string[] zones = ["Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Africa/Cairo", "Pacific/Apia", "Asia/Kathmandu",
            "America/Sao_Paulo", "Etc/UTC"];
        var random = new Random(1);
        var begin = new DateTime(1985, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks;
        for (var i = 0; i < 20_000; i++)
        {
            var zone = NodaTime.DateTimeZoneProviders.Tzdb[zones[random.Next(zones.Length)]];
            var (period, wall) = ((QuotaPeriod)random.Next(3), begin + random.NextInt64(50 * 366 * TimeSpan.TicksPerDay));
            if (random.Next(2) == 0)
            {
                var change = zone.GetZoneInterval(NodaTime.Instant.FromUnixTimeTicks(wall - DateTime.UnixEpoch.Ticks));
                wall = change.HasEnd
                    ? change.End.ToDateTimeUtc().Ticks + random.NextInt64(-2, 2) + (random.Next(-2, 3) * 30 * TimeSpan.TicksPerMinute)
                    : wall;
            }

            var stretch = QuotaCalendar.At(zone, period, wall);
            Assert.InRange(wall, stretch.From, stretch.Until - 1);
            Assert.All(
                [stretch.From, wall, stretch.Until - 1, random.NextInt64(stretch.From, stretch.Until)],
                at => Assert.Equal(stretch.Since, Shown(zone, period, at)));
            Assert.NotEqual(stretch.Since, Shown(zone, period, stretch.Until));
        }
    }

    private static long Shown(NodaTime.DateTimeZone zone, QuotaPeriod period, long wall)
    {
        var shown = NodaTime.Instant.FromUnixTimeTicks(wall - DateTime.UnixEpoch.Ticks).InZone(zone).ToDateTimeUnspecified();
        return period switch
        {
            QuotaPeriod.Hour => shown.Date.AddHours(shown.Hour).Ticks,
            QuotaPeriod.Day => shown.Date.Ticks,
            _ => shown.Date.AddDays(1 - shown.Day).Ticks,
        };
    }
}
