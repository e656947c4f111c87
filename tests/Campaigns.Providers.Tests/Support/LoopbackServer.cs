using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Campaigns.Providers.Tests.Support;

/// <summary>An HTTP server on loopback that keeps what it is sent and answers as its test says.</summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Received> _received = [];
    private readonly SemaphoreSlim _arrived = new(0);
    private int _seen;

    private LoopbackServer(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.Single());

    public IReadOnlyList<Received> Received => [.. _received];

    /// <summary>Starts a server whose answer to each request is a status and a body.</summary>
    public static Task<LoopbackServer> StartAsync(int status, string body, params (string Name, string Value)[] headers) =>
        StartAsync(async (_, context) =>
        {
            context.Response.StatusCode = status;
            foreach (var (name, value) in headers)
            {
                context.Response.Headers.Append(name, value);
            }

            await context.Response.WriteAsync(body);
        });

    public static async Task<LoopbackServer> StartAsync(Func<Received, HttpContext, Task> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var server = new LoopbackServer(app);
        app.Run(async context =>
        {
            using var bytes = new MemoryStream();
            await context.Request.Body.CopyToAsync(bytes);
            var request = context.Request;
            var received = new Received(
                request.Method, $"{request.Path}{request.QueryString}", request.Headers.ToDictionary(
                    header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
                bytes.ToArray());
            server._received.Enqueue(received);
            server._arrived.Release();
            await answer(received, context);
        });
        await app.StartAsync();
        return server;
    }

    /// <summary>Waits until some requests have arrived, at most until the test is canceled. For one caller.</summary>
    public async Task WaitAsync(int requests, CancellationToken cancellationToken)
    {
        for (; _seen < requests; _seen++)
        {
            Assert.True(await _arrived.WaitAsync(TimeSpan.FromMinutes(5), cancellationToken), "No request came.");
        }
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}

/// <summary>A request as it arrived.</summary>
internal sealed record Received(string Method, string Path, IReadOnlyDictionary<string, string> Headers, byte[] Bytes)
{
    public string Text => Encoding.UTF8.GetString(Bytes);
}
