using Campaigns.Dashboard.Shared;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Campaigns.Dashboard.Hosting;

/// <summary>Renders a page to text. Each rendering has services of its own.</summary>
internal sealed class PageRenderer(IServiceScopeFactory scopes, ILoggerFactory logging)
{
    public async Task<string> RenderAsync(Type page, PageRequest context, IReadOnlyDictionary<string, object?> parameters)
    {
        await using var scope = scopes.CreateAsyncScope();
        await using var renderer = new HtmlRenderer(scope.ServiceProvider, logging);
        var all = new Dictionary<string, object?>(parameters) { ["Page"] = context };
        return await renderer.Dispatcher.InvokeAsync(async () =>
            (await renderer.RenderComponentAsync(page, ParameterView.FromDictionary(all))).ToHtmlString());
    }
}
