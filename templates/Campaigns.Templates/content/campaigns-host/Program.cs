using Campaigns;
using Campaigns.AspNetCore;
using Campaigns.AspNetCore.Health;
using Campaigns.Dashboard;
using Campaigns.Sqlite;
using Company.CampaignHost1.Providers;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;

var builder = WebApplication.CreateBuilder(args);
var database = Path.GetFullPath(builder.Configuration["Database"] ?? "campaigns.db");

// The section "Campaigns" of the configuration has options of the engine and limits of the providers.
builder.Services.AddCampaigns(builder.Configuration)
    .UseSqlite(database)
    .AddProvider<VoiceProvider>(Channels.Voice, provider => provider.Name = "voice")
    .AddCampaignsApi(api => api.BootstrapKey = builder.Configuration["BootstrapKey"])
    .AddCampaignsDashboard();

// Encrypts stored secrets. The keys must outlive the process.
builder.Services.AddDataProtection()
    .SetApplicationName("campaigns")
    .PersistKeysToFileSystem(new DirectoryInfo(Path.Combine(Path.GetDirectoryName(database)!, "keys")));
builder.Services.AddHealthChecks().AddCampaigns();

// Longer than Campaigns:ShutdownTimeout, so that live work can end before the host stops.
builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(25));

var app = builder.Build();
app.MapCampaignsApi();
app.MapCampaignsDashboard();
app.MapHealthChecks("/health/live", With(CampaignsHealthChecks.Live));
app.MapHealthChecks("/health/ready", With(CampaignsHealthChecks.Ready));
app.MapGet("/", () => Results.Redirect("/campaigns"));
app.Run();

static HealthCheckOptions With(string tag) => new() { Predicate = check => check.Tags.Contains(tag) };
