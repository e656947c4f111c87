using System.Globalization;
using Campaigns.AspNetCore.Problems;
using Microsoft.AspNetCore.Http;

namespace Campaigns.AspNetCore.Webhooks;

/// <summary>Reads query parameters. Unknown and malformed ones are faults.</summary>
internal static class WebhookQuery
{
    /// <summary>Refuses unknown and repeated parameters.</summary>
    public static void Check(HttpContext context, params ReadOnlySpan<string> known)
    {
        var faults = new List<ApiFault>();
        foreach (var (name, values) in context.Request.Query)
        {
            if (!known.Contains(name) || values.Count > 1)
            {
                var use = known.IsEmpty ? "There are none here." : $"Use: {string.Join(", ", known.ToArray())}, each once.";
                faults.Add(
                    new ApiFault { At = EndpointInput.Cut(name), Detail = $"There is no such query parameter, or it is repeated. {use}" });
            }
        }

        if (faults.Count > 0)
        {
            throw new InvalidRequestException(faults);
        }
    }

    /// <summary>Reads the limit of a page.</summary>
    public static int Limit(string? limit) => limit is null ? 100
        : int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= 1_000 ? number
        : throw Requests.RequestBody.Fault("limit", $"The limit is \"{EndpointInput.Cut(limit)}\". Give 1 to 1000.");
}
