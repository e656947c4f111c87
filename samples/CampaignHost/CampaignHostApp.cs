using Campaigns.AspNetCore;
using Campaigns.AspNetCore.Health;
using Campaigns.Dashboard;
using Campaigns.Handlebars;
using Campaigns.Mcp;
using Campaigns.PhoneNumbers;
using Campaigns.Recruiting;
using Campaigns.Samples.CampaignHost.Demo;
using Campaigns.Samples.CampaignHost.Faults;
using Campaigns.Samples.CampaignHost.Simulated;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Scalar.AspNetCore;

namespace Campaigns.Samples.CampaignHost;

/// <summary>Builds the host: engine, store, providers, API, health, telemetry.</summary>
internal static class CampaignHostApp
{
    public static WebApplication Build(HostSettings settings)
    {
        var builder = WebApplication.CreateBuilder(settings.Configuration);
        AddCampaigns(builder, settings);
        AddTelemetry(builder);
        AddDataProtection(builder, settings);
        builder.Services.AddOpenApi();
        builder.Services.AddHealthChecks().AddCampaigns();

        // The engine needs its own ShutdownTimeout, and requests time to end before that.
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(25));

        var app = builder.Build();
        app.Logger.LogInformation("Campaigns are kept in {Store}.", HostStore.Of(builder.Configuration, settings));
        if (settings.HasFaults)
        {
            app.UseMiddleware<FaultyRequests>();
        }

        app.MapCampaignsApi();
        app.MapCampaignsWebhooks();
        if (app.Configuration["Recruiting:BaseAddress"] is { Length: > 0 })
        {
            app.MapCampaignExecutor();
        }

        app.MapCampaignsDashboard();
        app.MapCampaignsMcp();
        app.MapHealthChecks("/health/live", With(CampaignsHealthChecks.Live));
        app.MapHealthChecks("/health/ready", With(CampaignsHealthChecks.Ready));
        app.MapOpenApi();
        app.MapScalarApiReference("/reference");
        app.MapGet("/", () => Results.Redirect("/campaigns")).ExcludeFromDescription();
        return app;
    }

    private static void AddCampaigns(WebApplicationBuilder builder, HostSettings settings)
    {
        builder.Services.AddSingleton(new Chance(settings.Seed, settings.HasFaults));
        var campaigns = builder.Services.AddCampaigns(builder.Configuration)
            .UseHandlebars()
            .UsePhoneNumbers()
            .AddCampaignsApi(api => api.BootstrapKey = builder.Configuration["BootstrapKey"])
            .AddCampaignsDashboard()
            .AddCampaignsMcp();
        HostStore.Of(builder.Configuration, settings).AddTo(campaigns);
        AddRecruiting(campaigns, builder.Configuration);
        DialerWebhook.Add(campaigns, builder.Configuration);
        if (settings.IsDemo)
        {
            AddDemo(campaigns, settings);
        }
    }

    /// <summary>Adds outreach through a recruiting platform, if the configuration says where the platform is.</summary>
    private static void AddRecruiting(CampaignsBuilder campaigns, IConfiguration configuration)
    {
        if (configuration["Recruiting:BaseAddress"] is { Length: > 0 } address)
        {
            campaigns.AddRecruiting(recruiting =>
            {
                recruiting.BaseAddress = new Uri(address);
                recruiting.AuthenticationHeader = configuration["Recruiting:AuthenticationHeader"] ?? recruiting.AuthenticationHeader;
            });
        }
    }

    private static void AddDemo(CampaignsBuilder campaigns, HostSettings settings)
    {
        campaigns.Services.AddSingleton(_ => new CallLog(settings.Calls));
        campaigns.AddProvider<FirstCarrier>(Channels.Voice, provider =>
        {
            provider.Name = "carrier-one";
            provider.MaxConcurrent = 40;
        });
        campaigns.AddProvider<SecondCarrier>(Channels.Voice, provider =>
        {
            provider.Name = "carrier-two";
            provider.MaxConcurrent = 20;
            provider.Rate = new RateLimit(10, TimeSpan.FromSeconds(1));
        });
        campaigns.AddProvider<SimulatedMail>(Channels.Email, provider => provider.Name = "mail");
        campaigns.Services.AddHostedService<DemoCampaigns>();
    }

    /// <summary>Keeps the keys that encrypt stored secrets in a folder, so that they outlive the process.</summary>
    private static void AddDataProtection(WebApplicationBuilder builder, HostSettings settings) => builder.Services.AddDataProtection()
        .SetApplicationName("campaigns")
        .PersistKeysToFileSystem(new DirectoryInfo(Path.Combine(HostStore.Of(builder.Configuration, settings).Folder, "keys")));

    /// <summary>Sends telemetry over OTLP if the environment says where to: OTEL_EXPORTER_OTLP_ENDPOINT.</summary>
    private static void AddTelemetry(WebApplicationBuilder builder)
    {
        if (builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is not { Length: > 0 })
        {
            return;
        }

        builder.Services.AddOpenTelemetry()
            .WithMetrics(metrics => metrics.AddMeter(CampaignsTelemetry.MeterName).AddAspNetCoreInstrumentation().AddOtlpExporter())
            .WithTracing(traces => traces.AddSource(CampaignsTelemetry.ActivitySourceName).AddAspNetCoreInstrumentation().AddOtlpExporter());
    }

    private static HealthCheckOptions With(string tag) => new() { Predicate = check => check.Tags.Contains(tag) };
}
