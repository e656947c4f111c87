using Campaigns.AspNetCore.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Campaigns.AspNetCore.Requests;

/// <summary>
/// Refuses query parameters that the handler of the endpoint does not take, and repeated ones, because nothing of a request is ignored.
/// </summary>
internal static class QueryFilter
{
    /// <summary>Makes the group of an area, which refuses unknown query parameters.</summary>
    /// <param name="api">The API.</param>
    /// <param name="prefix">The path before the routes of the area.</param>
    /// <param name="area">The name of the area in descriptions of the API.</param>
    public static RouteGroupBuilder MapArea(this IEndpointRouteBuilder api, string prefix, string area)
    {
        var group = api.MapGroup(prefix).WithTags(area);
        group.AddEndpointFilterFactory((endpoint, next) =>
        {
            var texts = endpoint.MethodInfo.GetParameters().Where(parameter => parameter.ParameterType == typeof(string));
            var taken = texts.Where(text => !text.IsDefined(typeof(FromHeaderAttribute), false)).Select(text => text.Name!).ToArray();
            return context =>
            {
                Check(context.HttpContext, taken);
                return next(context);
            };
        });
        return group;
    }

    private static void Check(HttpContext context, string[] taken)
    {
        var known = taken.Where(name => !context.Request.RouteValues.ContainsKey(name)).ToList();
        var faults = new List<ApiFault>();
        foreach (var (name, values) in context.Request.Query)
        {
            if (!known.Contains(name))
            {
                var use = known.Count == 0 ? "There are none here" : $"Use: {string.Join(", ", known)}";
                faults.Add(new ApiFault { At = Shown.Cut(name), Detail = $"There is no query parameter \"{Shown.Cut(name)}\". {use}." });
            }
            else if (values.Count > 1)
            {
                var detail = $"The query parameter \"{name}\" is given {values.Count} times. Give it once.";
                faults.Add(new ApiFault { At = name, Detail = detail });
            }
        }

        if (faults.Count > 0)
        {
            throw new InvalidRequestException(faults);
        }
    }
}
