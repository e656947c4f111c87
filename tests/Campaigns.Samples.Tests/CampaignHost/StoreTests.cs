using Campaigns.Samples.CampaignHost;
using Campaigns.Tests;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Campaigns.Samples.Tests.CampaignHost;

/// <summary>Where the sample keeps campaigns.</summary>
public sealed class StoreTests
{
    private const string Connection = "Host=db;Password=secret";

    [Fact]
    public void A_file_on_the_command_line_beside_a_connection_string_is_refused()
    {
        var error = Assert.Throws<FormatException>(() => HostStore.Of(Settings(Connection), new HostSettings { Database = "mine.db" }));
        Assert.Contains("--db mine.db", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "the SQLite file")]
    [InlineData("", "the SQLite file")]
    [InlineData(Connection, "the PostgreSQL database of ConnectionStrings:Campaigns")]
    public void The_log_says_which_store_it_is_without_the_password(string? connection, string text) =>
        Assert.StartsWith(text, HostStore.Of(Settings(connection), new HostSettings()).ToString(), StringComparison.Ordinal);

    [Fact]
    [Trait("Category", "Process")]
    public async Task The_demo_runs_on_PostgreSQL_with_a_faulty_store()
    {
        Assert.SkipUnless(PostgreSqlServer.Missing is null, PostgreSqlServer.Missing ?? "");
        await using var server = new PostgreSqlServer();
        await server.CreateAsync();
        var folder = Directory.CreateTempSubdirectory("campaigns-demo-");
        try
        {
            await using var app = CampaignHostApp.Build(new HostSettings
            {
                IsDemo = true,
                HasFaults = true,
                Configuration =
                [
                    "--urls", "http://127.0.0.1:0", $"ConnectionStrings:Campaigns={server.ConnectionString}",
                    $"Database={Path.Combine(folder.FullName, "none.db")}", "Logging:LogLevel:Default=None",
                ],
            });
            await app.StartAsync();
            var client = app.Services.GetRequiredService<ICampaignClient>();
            await DemoHost.UntilAsync(async () =>
                (await client.ListAttemptsAsync(new AttemptFilter { State = AttemptState.Ended })).Items.Count > 0);
            await app.StopAsync();
            Assert.Empty(folder.EnumerateFiles()); // nothing is in SQLite
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static IConfiguration Settings(string? connection) => new ConfigurationBuilder()
        .AddInMemoryCollection([new("ConnectionStrings:Campaigns", connection)])
        .Build();
}
