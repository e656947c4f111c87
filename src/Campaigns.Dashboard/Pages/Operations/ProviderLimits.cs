using System.Globalization;
using Campaigns.AspNetCore.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Campaigns.Dashboard.Pages.Operations;

/// <summary>The limits and numbers of providers, changed in the page.</summary>
internal static class ProviderLimits
{
    public static readonly IReadOnlyList<string> Periods = ["second", "minute", "hour"];

    /// <summary>The period of a rate in the form; minute without a rate, and null for a rate that the form cannot show, which
    /// stays.</summary>
    public static string? PerOf(RateLimit? rate) =>
        rate?.Per.TotalSeconds switch { null or 60 => "minute", 1 => "second", 3_600 => "hour", _ => null };

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
                MaxConcurrent = Number(form, "max", "The limit") ?? int.MaxValue, Rate = RateOf(form, settings.Rate),
            });
            return $"The limits of {name} are changed.";
        });
    }

    private static RateLimit? RateOf(IFormCollection form, RateLimit? now)
    {
        if (PerOf(now) is null)
        {
            return now;
        }

        var per = form["per"].ToString() switch
        {
            "second" => TimeSpan.FromSeconds(1),
            "hour" => TimeSpan.FromHours(1),
            _ => TimeSpan.FromMinutes(1),
        };
        return Number(form, "rate", "The rate") is not { } count ? null
            : now is not null && now.Count == count && now.Per == per ? now // with its burst
            : new RateLimit(count, per);
    }

    private static int? Number(IFormCollection form, string name, string label) => form[name].ToString() switch
    {
        "" => null,
        var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 => number,
        _ => throw new CampaignException(CampaignError.Invalid, $"{label} must be a whole number from 1, or empty for no limit."),
    };

    private static void MapAction(
        IEndpointRouteBuilder pages, string action, Func<ICampaignOperations, string, HttpContext, IFormCollection, Task<string>> act) =>
        OperationsActions.MapAction(pages, $"/operations/providers/{{name}}/{action}", ApiRole.Admin, true,
            async (operations, context, form) =>
            ("/operations", await act(operations, (string)context.Request.RouteValues["name"]!, context, form)));
}
