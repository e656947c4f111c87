using Campaigns;
using Campaigns.Samples.EventQueue;
using Campaigns.Sqlite;
using Campaigns.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

var builder = Host.CreateApplicationBuilder(args);
var options = new QueueOptions();
builder.Configuration.Bind(options);
options.Check();
builder.Services.AddSingleton(options);
builder.Services.AddSingleton<IJobStore>(_ => new SqliteJobStore(builder.Configuration["Database"] ?? "campaigns.db"));
builder.Services.AddCampaigns().AddProvider<PrintingProvider>(Channels.Email); // the engine stops after the worker
builder.Services.AddHostedService<Welcome>();
builder.Services.AddHostedService<EventWorker>();
await builder.Build().RunAsync();
