using System.Globalization;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Campaigns.Tests.Hosting;

/// <summary>Options from several files and environment variables, in any culture: the later value wins, or is refused.</summary>
public class ConfigurationLayersTests
{
    private const string Base = """
        {
          "Campaigns": {
            "MaxConcurrent": 500,
            "Providers": {
              "carrier": {
                "Cost": 0.0125,
                "Rate": { "Count": 10, "Per": "00:00:01", "Burst": 3 },
                "Quotas": {
                  "day": { "Count": 1000, "Period": "Day", "Zone": "Europe/Paris" },
                  "hour": { "Count": 100, "Period": "Hour" }
                }
              }
            }
          }
        }
        """;

    private const string ListBase = """
        { "Campaigns": { "Providers": { "carrier": { "Quotas": [
          { "Count": 1000, "Period": "Day", "Zone": "Europe/Paris" }, { "Count": 100, "Period": "Hour" } ] } } } }
        """;

    [Fact]
    public void Keys_may_differ_in_case_from_file_to_file()
    {
        const string later = """{ "CAMPAIGNS": { "maxconcurrent": 7, "providers": { "CARRIER": { "rate": { "count": 2 } } } } }""";

        var options = Options(Files(Base, later));

        Assert.Empty(options.FindProblems().List);
        Assert.Equal((7, new RateLimit(2, TimeSpan.FromSeconds(1), 3)), (options.MaxConcurrent, Carrier(options).Rate));
    }

    [Fact]
    public void Environment_variables_hold_before_files()
    {
        const string prefix = "ConfigurationLayersTests_"; // used only by this test, because environment variables belong to the process
        Environment.SetEnvironmentVariable($"{prefix}Campaigns__MaxConcurrent", "8");
        Environment.SetEnvironmentVariable($"{prefix}CAMPAIGNS__PROVIDERS__CARRIER__QUOTAS__HOUR__COUNT", "9");

        var options = Options(new ConfigurationBuilder().AddConfiguration(Files(Base)).AddEnvironmentVariables(prefix).Build());

        Assert.Empty(options.FindProblems().List);
        Assert.Equal(8, options.MaxConcurrent);
        Assert.Contains(new Quota(9, QuotaPeriod.Hour), Carrier(options).Quotas);
    }

    [Fact]
    public void Quotas_with_names_are_replaced_by_name()
    {
        const string later = """{ "Campaigns": { "Providers": { "carrier": { "Quotas": { "hour": { "Count": 50 } } } } } }""";

        var options = Options(Files(Base, later));

        Assert.Empty(options.FindProblems().List);
        Assert.Equal([new Quota(1_000, QuotaPeriod.Day, "Europe/Paris"), new Quota(50, QuotaPeriod.Hour)], Carrier(options).Quotas);
    }

    /// <summary>.NET merges lists by index: an entry takes its missing values from the earlier entry at the same index.</summary>
    [Fact]
    public void Quotas_of_a_list_are_merged_by_place()
    {
        const string later = """{ "Campaigns": { "Providers": { "carrier": { "Quotas": [ { "Count": 50, "Period": "Month" } ] } } } }""";

        var options = Options(Files(ListBase, later));

        Assert.Equal([new Quota(50, QuotaPeriod.Month, "Europe/Paris"), new Quota(100, QuotaPeriod.Hour)], Carrier(options).Quotas);
    }

    [Fact]
    public void Empty_list_that_would_take_quotas_away_is_a_problem()
    {
        const string later = """{ "Campaigns": { "Providers": { "carrier": { "Quotas": [] } } } }""";

        var found = Options(Files(ListBase, later)).FindProblems().List;

        Assert.Equal(
            ["Campaigns:Providers:carrier:Quotas is \"\": leave it out: it removes no entry of an earlier file."], found);
        Assert.Empty(Options(Files(later)).FindProblems().List);
    }

    [Fact]
    public void Section_that_is_a_text_is_a_problem() =>
        Assert.Equal(
            ["Campaigns is \"off\": write a section."], Options(Files("""{ "Campaigns": "off" }""")).FindProblems().List);

    [Fact]
    public void Numbers_are_read_alike_in_every_culture()
    {
        var comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        (comma.NumberFormat.NumberDecimalSeparator, comma.NumberFormat.NumberGroupSeparator) = (",", ".");
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = comma;
            Assert.Equal(0.0125m, Carrier(Options(Files(Base))).Cost);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Options_that_are_set_where_nobody_reads_them_are_refused(bool isNamed)
    {
        var services = new ServiceCollection();
        services.AddCampaigns().UseMemory().AddProvider<Silent>("voice");
        services.Configure<CampaignsOptions>(isNamed ? "outreach" : null, options => options.MaxConcurrent = 5);

        var refusal = Assert.Throws<InvalidOperationException>(
            () => services.BuildServiceProvider().GetRequiredService<ICampaignClient>());

        Assert.StartsWith("Configure<CampaignsOptions> has no effect: give AddCampaigns", refusal.Message, StringComparison.Ordinal);
    }

    private static IConfigurationRoot Files(params string[] files)
    {
        var builder = new ConfigurationBuilder();
        foreach (var file in files)
        {
            builder.AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(file)));
        }

        return builder.Build();
    }

    private static CampaignsOptions Options(IConfiguration configuration)
    {
        var services = new ServiceCollection();
        services.AddCampaigns(configuration, options =>
        {
            options.Store = new MemoryJobStore();
            options.AddProvider("voice", new Silent(), provider => provider.Name = "carrier");
        });
        return services.BuildServiceProvider().GetRequiredService<CampaignsOptions>();
    }

    private static ProviderOptions Carrier(CampaignsOptions options) => options.Providers.Single().Options;

    private sealed class Silent : IProvider
    {
        public ValueTask<DispatchResult> DispatchAsync(DispatchRequest request, CancellationToken cancellationToken) =>
            new(DispatchResult.Accepted());
    }
}
