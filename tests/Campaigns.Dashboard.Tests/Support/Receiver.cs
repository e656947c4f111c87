using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Campaigns.Dashboard.Tests.Support;

/// <summary>A receiver of webhooks on loopback that takes everything.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly SemaphoreSlim _messages = new(0);
    private readonly ConcurrentQueue<string> _ids = new();

    private Receiver(WebApplication app)
    {
        _app = app;
        app.MapPost("/hooks", (HttpContext context) =>
        {
            _ids.Enqueue(context.Request.Headers["webhook-id"].ToString());
            _messages.Release();
            return Results.Ok();
        });
    }

    /// <summary>The ids of the messages so far, in order.</summary>
    public IReadOnlyList<string> Ids => [.. _ids];

    public string Url => _app.Urls.Single() + "/hooks";

    public static async Task<Receiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var receiver = new Receiver(builder.Build());
        await receiver._app.StartAsync();
        return receiver;
    }

    /// <summary>Waits for a message more.</summary>
    public async Task NextAsync() => Assert.True(await _messages.WaitAsync(Until.Patience));

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
