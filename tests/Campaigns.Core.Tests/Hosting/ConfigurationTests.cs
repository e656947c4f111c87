using System.Text;
using Campaigns.InMemory;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Campaigns.Tests.Hosting;

/// <summary>Options from a host's configuration: every option can be set, and no configured value is ignored.</summary>
public class ConfigurationTests
{
    private const string Good = """
        {
          "Campaigns": {
            "MaxConcurrent": 500,
            "ShutdownTimeout": "00:00:05",
            "StoreTimeout": "00:01:00",
            "InboxCapacity": 2000,
            "EventBuffer": 3000,
            "PageSize": 400,
            "MaxWaitingInMemory": 5000,
            "MaxRefusals": 6,
            "UnmatchedReportAge": "7.00:00:00",
            "EventIdAge": "23:59:59.5",
            "FeedAge": "2.00:00:00",
            "CheckTimeout": "00:00:03",
            "Providers": {
              "carrier": {
                "MaxConcurrent": 50,
                "Rate": { "Count": 10, "Per": "00:00:01", "Burst": 3 },
                "Quotas": [ { "Count": 20, "Period": "hour" }, { "Count": 200, "Period": "Day", "Zone": "Europe/Paris" } ],
                "CallerIds": [ { "Number": "+1 555 0100", "MaxConcurrent": 2, "Quotas": [ { "Count": 9, "Period": "day" } ] } ],
                "MaxDispatching": 7,
                "DispatchTimeout": "00:00:08",
                "MaxAttemptDuration": "02:00:00",
                "Weight": 9,
                "Cost": 0.0125,
                "CircuitBreaker": {
                  "ConsecutiveFailures": 4, "FailureRatio": 0.25, "MinimumThroughput": 20, "SamplingDuration": "00:02:00",
                  "BreakDuration": "00:00:10", "MaxBreakDuration": "00:20:00", "ProbeCount": 2
                }
              },
              "SMS-1": { "Weight": 2 }
            }
          }
        }
        """;

    [Fact]
    public void Every_option_is_read()
    {
        var options = Options(Root(Good));

        Assert.Empty(options.FindProblems().List);
        Assert.Equal((500, 2_000, 3_000, 400), (options.MaxConcurrent, options.InboxCapacity, options.EventBuffer, options.PageSize));
        Assert.Equal((5_000, 6), (options.MaxWaitingInMemory, options.MaxRefusals));
        Assert.Equal((TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(1)), (options.ShutdownTimeout, options.StoreTimeout));
        Assert.Equal(TimeSpan.FromDays(7), options.UnmatchedReportAge);
        Assert.Equal(new TimeSpan(0, 23, 59, 59, 500), options.EventIdAge);
        Assert.Equal((TimeSpan.FromDays(2), TimeSpan.FromSeconds(3)), (options.FeedAge, options.CheckTimeout));
        var carrier = options.Providers.Single(provider => provider.Name == "carrier").Options;
        Assert.Equal((50, 7, 9, 0.0125m), (carrier.MaxConcurrent, carrier.MaxDispatching, carrier.Weight, carrier.Cost));
        Assert.Equal((TimeSpan.FromSeconds(8), TimeSpan.FromHours(2)), (carrier.DispatchTimeout, carrier.MaxAttemptDuration!.Value));
        Assert.Equal(new RateLimit(10, TimeSpan.FromSeconds(1), 3), carrier.Rate);
        Assert.Equal([new Quota(20, QuotaPeriod.Hour), new Quota(200, QuotaPeriod.Day, "Europe/Paris")], carrier.Quotas);
        Assert.Equal([new CallerId("+15550100") { MaxConcurrent = 2, Quotas = [new Quota(9, QuotaPeriod.Day)] }], carrier.CallerIds);
        var breaker = new CircuitBreakerOptions
        {
            ConsecutiveFailures = 4,
            FailureRatio = 0.25,
            MinimumThroughput = 20,
            SamplingDuration = TimeSpan.FromMinutes(2),
            BreakDuration = TimeSpan.FromSeconds(10),
            MaxBreakDuration = TimeSpan.FromMinutes(20),
            ProbeCount = 2,
        };
        Assert.Equal(breaker, carrier.CircuitBreaker);
        Assert.Equal(2, options.Providers.Single(provider => provider.Name == "sms-1").Options.Weight);
    }

    [Theory]
    [InlineData(typeof(CampaignsOptions), "Providers")]
    [InlineData(typeof(ProviderOptions), "Rate", "Quotas", "CircuitBreaker")]
    [InlineData(typeof(CircuitBreakerOptions))]
    [InlineData(typeof(RateLimit))]
    [InlineData(typeof(Quota), "Period", "Zone")]
    public void No_number_or_time_of_the_options_is_left_out(Type type, params string[] others)
    {
        var scalars =
            from property in type.GetProperties()
            where property.CanWrite && Scalars.Contains(Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType)
            select property.Name;
        var good = Root(Good).AsEnumerable().Select(pair => pair.Key.Split(':')[^1]).ToHashSet();

        Assert.Empty(scalars.Concat(others).Except(good));
    }

    [Fact]
    public void A_section_serves_as_the_whole_configuration_does_and_code_wins()
    {
        var options = Options(Root(Good).GetSection("Campaigns"), its => its.PageSize++, its => its.MaxConcurrent *= 2);

        Assert.Equal((500, 401), (options.MaxConcurrent, options.PageSize));
        Assert.Equal(100, options.Providers.Single(provider => provider.Name == "carrier").Options.MaxConcurrent);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{ "Logging": { "Level": "loud" } }""")]
    [InlineData("""{ "Campaigns": { "MaxConcurrent": null, "Providers": { "carrier": {} } } }""")]
    public void What_is_not_there_is_as_by_default(string json)
    {
        var options = Options(Root(json));

        Assert.Empty(options.FindProblems().List);
        Assert.Equal((100_000, null), (options.MaxConcurrent, options.MaxWaitingInMemory));
    }

    [Theory]
    [InlineData(""" "PageSize": "many" """, "Campaigns:PageSize is \"many\": write a number such as 10.")]
    [InlineData(""" "PageSize": "1,000" """, "Campaigns:PageSize is \"1,000\": write a number such as 10.")]
    [InlineData(""" "PageSize": 1.5 """, "Campaigns:PageSize is \"1.5\": write a number such as 10.")]
    [InlineData(""" "PageSize": "" """, "Campaigns:PageSize is \"\": write a number such as 10.")]
    [InlineData(""" "PageSize": { "A": 1 } """, "Campaigns:PageSize is missing: write a number such as 10.")]
    [InlineData(""" "ShutdownTimeout": 10 """, "Campaigns:ShutdownTimeout is \"10\": write a time such as 00:00:30")]
    [InlineData(""" "ShutdownTimeout": "24:00:00" """, "Campaigns:ShutdownTimeout is \"24:00:00\": write a time such as 00:00:30")]
    [InlineData(""" "PageSize": 0 """, "PageSize is 0: use 1 to 10,000.")]
    [InlineData(""" "Providers": 7 """, "Campaigns:Providers is \"7\": write a section.")]
    [InlineData(
        """ "Providers": { "carier": { "ApiKey": "secret" } } """,
        "Campaigns:Providers:carier is not known: use one of carrier, sms-1.")]
    [InlineData(
        """ "Providers": { "carrier": { "ApiKey": "secret" } } """,
        "Campaigns:Providers:carrier:ApiKey is not known: use one of CallerIds, CircuitBreaker, Cost, DispatchTimeout, MaxAttemptDuration, "
        + "MaxConcurrent, MaxDispatching, Quotas, Rate, Weight.")]
    [InlineData(
        """ "Providers": { "carrier": { "CircuitBreaker": "off" } } """,
        "Campaigns:Providers:carrier:CircuitBreaker is \"off\": write a section.")]
    [InlineData(
        """ "Providers": { "carrier": { "CircuitBreaker": { "Pauze": 1 } } } """,
        "Campaigns:Providers:carrier:CircuitBreaker:Pauze is not known: use one of BreakDuration, ConsecutiveFailures, "
        + "FailureRatio, MaxBreakDuration, MinimumThroughput, ProbeCount, SamplingDuration.")]
    [InlineData(
        """ "Providers": { "carrier": { "Rate": { "Count": 5 } } } """,
        "Campaigns:Providers:carrier:Rate:Per is missing: write a time")]
    [InlineData(
        """ "Providers": { "carrier": { "Quotas": [ { "Count": 5, "Period": "Hour,Day" } ] } } """,
        "Campaigns:Providers:carrier:Quotas:0:Period is \"Hour,Day\": use one of Hour, Day, Month.")]
    public void What_cannot_be_used_is_a_problem(string json, string problem)
    {
        var found = Assert.Single(Options(Root($$"""{ "Campaigns": { {{json}} } }""")).FindProblems().List);

        Assert.StartsWith(problem, found, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", found, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("20")]
    [InlineData("""{ "Zone": "UTC" }""")]
    public void Entries_of_a_list_that_say_nothing_are_problems(string entry)
    {
        var options = Options(Root($$"""{ "Campaigns": { "Providers": { "carrier": { "Quotas": [ {{entry}} ] } } } }"""));

        var found = options.FindProblems().List;

        Assert.Contains("Campaigns:Providers:carrier:Quotas:0:Count is missing: write a number such as 10.", found);
        Assert.Contains("Campaigns:Providers:carrier:Quotas:0:Period is missing: use one of Hour, Day, Month.", found);
        Assert.DoesNotContain(found, problem => problem.Contains("not known", StringComparison.Ordinal));
    }

    [Fact]
    public void Long_values_are_shown_in_part()
    {
        var found = Assert.Single(Options(Root($$"""{ "Campaigns": { "PageSize": "{{new string('x', 5_000)}}" } }""")).FindProblems().List);

        Assert.InRange(found.Length, 200, 300);
    }

    [Fact]
    public async Task All_problems_end_the_start_in_one_message()
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration["Campaigns:PageSize"] = "many";
        builder.Configuration["Campaigns:PageSzie"] = "5";
        builder.Configuration["Campaigns:EventBuffer"] = "0";
        builder.Services.AddCampaigns(builder.Configuration).UseMemory().AddProvider<Silent>("voice");
        using var host = builder.Build();

        var refusal = await Assert.ThrowsAsync<CampaignException>(() => host.StartAsync(TestContext.Current.CancellationToken));

        Assert.Contains("3 problem(s): EventBuffer is 0: use", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("Campaigns:PageSize is \"many\"", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(
            "Campaigns:PageSzie is not known: use one of CheckTimeout, EventBuffer, ", refusal.Message, StringComparison.Ordinal);
    }

    private static Type[] Scalars => [typeof(int), typeof(double), typeof(decimal), typeof(TimeSpan)];

    private static IConfigurationRoot Root(string json) =>
        new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(json))).Build();

    /// <summary>The options of a host with two providers, one named and one unnamed.</summary>
    private static CampaignsOptions Options(
        IConfiguration configuration, Action<CampaignsOptions>? configure = null, Action<ProviderOptions>? configureProvider = null)
    {
        var services = new ServiceCollection();
        services.AddCampaigns(configuration, options =>
        {
            options.Store = new MemoryJobStore();
            configure?.Invoke(options);
            options.AddProvider("voice", new Silent(), provider =>
            {
                provider.Name = "carrier";
                configureProvider?.Invoke(provider);
            });
            options.AddProvider("sms", new Silent());
        });
        return services.BuildServiceProvider().GetRequiredService<CampaignsOptions>();
    }

    private sealed class Silent : IProvider
    {
        public ValueTask<DispatchResult> DispatchAsync(DispatchRequest request, CancellationToken cancellationToken) =>
            new(DispatchResult.Accepted());
    }
}
