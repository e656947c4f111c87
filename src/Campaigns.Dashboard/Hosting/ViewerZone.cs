using Microsoft.AspNetCore.Http;

namespace Campaigns.Dashboard.Hosting;

/// <summary>The time zone of the viewer, which the script writes into a cookie. Without it: UTC.</summary>
internal static class ViewerZone
{
    public const string Cookie = "campaigns-zone";

    public static TimeZoneInfo Of(HttpContext context) =>
        context.Request.Cookies[Cookie] is { Length: > 0 and < 64 } id && TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone)
            ? zone
            : TimeZoneInfo.Utc;
}
