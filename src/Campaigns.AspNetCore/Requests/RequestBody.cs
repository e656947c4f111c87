using System.Text.Json;
using Campaigns.AspNetCore.Problems;
using Microsoft.AspNetCore.Http;

namespace Campaigns.AspNetCore.Requests;

/// <summary>Reads the bodies of requests.</summary>
internal static class RequestBody
{
    /// <summary>The largest body of a request that is not an upload, in bytes.</summary>
    public const int MaxBytes = 4 * 1024 * 1024;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 64 };

    /// <summary>Reads a JSON body into an object.</summary>
    /// <exception cref="InvalidRequestException">The body has faults.</exception>
    public static async Task<T> ReadAsync<T>(HttpContext context)
        where T : class
    {
        using var body = await ReadJsonAsync(context);
        var binder = new BodyBinder();
        var bound = binder.Bind(body.RootElement, ApiJson.TypeOf<T>(), "");
        return binder.Faults.Count == 0 ? (T)bound! : throw new InvalidRequestException(binder.Faults);
    }

    /// <summary>Reads a JSON body.</summary>
    /// <exception cref="InvalidRequestException">The body is not JSON, or too large.</exception>
    public static async Task<JsonDocument> ReadJsonAsync(HttpContext context)
    {
        if (!context.Request.HasJsonContentType())
        {
            throw Fault("Content-Type", "Send the body as JSON, with the header Content-Type: application/json.");
        }

        var bytes = await ReadBytesAsync(context, MaxBytes);
        try
        {
            return JsonDocument.Parse(bytes, Strict);
        }
        catch (JsonException error)
        {
            throw Fault("", $"The body is not JSON. {error.Message}");
        }
    }

    /// <summary>Reads a body as it was sent.</summary>
    /// <exception cref="InvalidRequestException">The body is too large.</exception>
    public static async Task<byte[]> ReadBytesAsync(HttpContext context, int mostBytes)
    {
        using var read = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int count;
        while ((count = await context.Request.Body.ReadAsync(buffer, context.RequestAborted)) > 0)
        {
            if (read.Length + count > mostBytes)
            {
                throw Fault("", $"The body has more than {mostBytes} bytes. Send less at a time.");
            }

            read.Write(buffer, 0, count);
        }

        return read.ToArray();
    }

    public static InvalidRequestException Fault(string at, string detail) => new([new ApiFault { At = at, Detail = detail }]);
}
