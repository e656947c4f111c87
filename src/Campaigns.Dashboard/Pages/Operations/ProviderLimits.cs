using Campaigns.AspNetCore.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Campaigns.Dashboard.Pages.Operations;

/// <summary>The limits and numbers of providers, changed in the page.</summary>
internal static class ProviderLimits
{
    public static void Map(IEndpointRouteBuilder pages)
    {
        foreach (var (path, to) in new[] { ("on", ProviderSwitch.Automatic), ("off", ProviderSwitch.Off) })
        {
            MapAction(pages, path, async (operations, name, _, _) =>
            {
                await operations.ChangeProviderAsync(name, settings => settings with { Switch = to });
                return $"The provider {name} is turned {path}.";
            });
            MapAction(pages, $"numbers/{{number}}/{path}", async (operations, name, context, _) =>
            {
                var number = (string)context.Request.RouteValues["number"]!;
                var provider = (await operations.ListProvidersAsync()).FirstOrDefault(each => each.Name == name);
                var known = provider?.CallerIds.FirstOrDefault(each => each.Number == number)
                    ?? throw new CampaignException(CampaignError.NotFound, $"The provider has no number {number}.");
                await operations.ChangeCallerIdAsync(name, number, known.Settings with { Switch = to });
                return $"The number {number} is turned {path}.";
            });
        }

        MapAction(pages, "reset", async (operations, name, _, _) =>
        {
            await operations.ResetProviderAsync(name);
            return $"The provider {name} has the limits again that the host gives it.";
        });
        MapAction(pages, "circuit/reset", async (operations, name, _, _) =>
        {
            await operations.CloseCircuitAsync(name);
            return $"The circuit of {name} is closed. Attempts start at a low rate.";
        });
        MapAction(pages, "limit", async (operations, name, _, form) =>
        {
            await operations.ChangeProviderAsync(name, settings => settings with
            {
                MaxConcurrent = LimitForm.ReadMaxConcurrent(form), Rate = LimitForm.ReadRate(form, settings.Rate),
            });
            return $"The limits of {name} are changed.";
        });
    }

    private static void MapAction(
        IEndpointRouteBuilder pages, string action, Func<ICampaignOperations, string, HttpContext, IFormCollection, Task<string>> act) =>
        OperationsActions.MapAction(pages, $"/operations/providers/{{name}}/{action}", ApiRole.Admin, true,
            async (operations, context, form) =>
            ("/operations", await act(operations, (string)context.Request.RouteValues["name"]!, context, form)));
}
