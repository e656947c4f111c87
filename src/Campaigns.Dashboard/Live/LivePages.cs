using System.Text;
using Campaigns.AspNetCore.Access;
using Campaigns.Dashboard.Hosting;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Campaigns.Dashboard.Live;

/// <summary>
/// Sends the changing part of a page to viewers that have it open, as server-sent events: whenever it differs from what the viewer has.
/// Viewers of the same page with the same rights share one rendering, so many viewers cost little more than one.
/// </summary>
internal sealed class LivePages(PageRenderer renderer, TimeProvider time)
{
    /// <summary>How often a page is rendered at most.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>How often something is sent when nothing changes, so that proxies keep the connection.</summary>
    private const int TicksBetweenComments = 15;

    /// <summary>How many pages were rendered for viewers since the process began.</summary>
    public long Renderings { get; private set; }

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Rendering> _renderings = [];

    public async Task StreamAsync(Type page, HttpContext context, IReadOnlyDictionary<string, object?> parameters)
    {
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store, no-transform"; // a proxy that compresses would hold events back
        context.Response.Headers["X-Accel-Buffering"] = "no"; // nginx and others buffer by default
        var ended = context.RequestAborted;
        var caller = AccessFilter.CallerOf(context);
        // The values too: a path shows a slash within a value, and the text "%2F", alike.
        var address = $"{context.Request.PathBase}{context.Request.Path}{context.Request.QueryString}";
        var key = string.Join('\n', [caller.Tenant, caller.Role, ViewerZone.Of(context).Id, address, .. parameters.Values]);
        var token = context.RequestServices.GetRequiredService<IAntiforgery>().GetTokens(context).RequestToken ?? "";
        string? shown = null;
        try
        {
            for (var tick = 0; await MayStillAsync(context, caller); tick++)
            {
                var html = await TryRenderAsync(key, () => renderer.RenderAsync(page, PageEndpoints.LiveContextOf(context), parameters));
                if (html is not null && html != shown)
                {
                    // The rendering is shared, and a form works only with its viewer's own token.
                    await SendAsync(context, html.Replace(PageEndpoints.SharedToken, token, StringComparison.Ordinal));
                    shown = html;
                }
                else if (tick % TicksBetweenComments == 0)
                {
                    await context.Response.WriteAsync(":\n\n", ended);
                }

                await Task.Delay(Interval, time, ended);
            }
        }
        catch (OperationCanceledException)
        {
            // The viewer has left, or the host stops.
        }
    }

    /// <summary>Whether the viewer has the rights yet that the page was opened with: a key may be revoked, or expire.</summary>
    private static async Task<bool> MayStillAsync(HttpContext context, ApiCaller opened)
    {
        context.RequestAborted.ThrowIfCancellationRequested();
        var (now, _) = await context.RequestServices.GetRequiredService<CallerResolver>().ResolveAsync(context);
        return now is not null && (now.Role, now.Tenant) == (opened.Role, opened.Tenant);
    }

    /// <summary>Renders a page for viewers; null if it cannot be shown now, because the engine is busy or the campaign is gone.</summary>
    private async Task<string?> TryRenderAsync(string key, Func<Task<string>> render)
    {
        try
        {
            return await RenderAsync(key, render);
        }
        catch (CampaignException)
        {
            return null; // a reload says why
        }
    }

    private Task<string> RenderAsync(string key, Func<Task<string>> render)
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            foreach (var old in _renderings.Where(each => each.Value.At <= now - Interval).Select(each => each.Key).ToList())
            {
                _renderings.Remove(old);
            }

            if (!_renderings.TryGetValue(key, out var rendering))
            {
                _renderings[key] = rendering = new Rendering(render(), now);
                Renderings++;
            }

            return rendering.Html;
        }
    }

    private static async Task SendAsync(HttpContext context, string html)
    {
        var message = new StringBuilder("data: ").Append(html.ReplaceLineEndings("\ndata: ")).Append("\n\n").ToString();
        await context.Response.WriteAsync(message, context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }

    private sealed record Rendering(Task<string> Html, DateTimeOffset At);
}
