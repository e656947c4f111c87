using Microsoft.AspNetCore.Http;

namespace Campaigns.Dashboard.Hosting;

/// <summary>Makes the request that the API would get, for what a form sent. The caller is the same.</summary>
internal static class InnerRequest
{
    public static HttpContext Make(HttpContext context, Stream body, string contentType, QueryString query = default)
    {
        var inner = new DefaultHttpContext { RequestServices = context.RequestServices, RequestAborted = context.RequestAborted };
        foreach (var item in context.Items)
        {
            inner.Items[item.Key] = item.Value;
        }

        inner.Request.Method = HttpMethods.Post;
        inner.Request.Body = body;
        inner.Request.ContentType = contentType;
        inner.Request.QueryString = query;
        return inner;
    }

    /// <summary>The content type of a file, by its name: browsers often do not know it.</summary>
    public static string TypeOf(string fileName) => Path.GetExtension(fileName).ToLowerInvariant() switch
    {
        ".ndjson" or ".jsonl" => "application/x-ndjson",
        ".json" => "application/json",
        _ => "text/csv",
    };
}
