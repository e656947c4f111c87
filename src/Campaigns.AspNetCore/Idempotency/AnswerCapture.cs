using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Campaigns.AspNetCore.Idempotency;

/// <summary>Writes an answer into memory instead of sending it.</summary>
internal static class AnswerCapture
{
    /// <summary>Executes an answer. Its status and headers are set on the response, which is not sent.</summary>
    /// <returns>The body.</returns>
    public static async Task<byte[]> ExecuteAsync(HttpContext context, IResult answer)
    {
        var sending = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        using var body = new MemoryStream();
        context.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(body));
        try
        {
            await answer.ExecuteAsync(context);
            await context.Response.CompleteAsync(); // flushes what a writer still holds
        }
        finally
        {
            context.Features.Set(sending);
        }

        return body.ToArray();
    }
}
