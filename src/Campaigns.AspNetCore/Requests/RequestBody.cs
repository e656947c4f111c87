using System.Text.Json;
using System.Text.Unicode;
using Campaigns.AspNetCore.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

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
        return Bind<T>(body.RootElement);
    }

    /// <summary>Reads a JSON body that may be missing: all members then have their defaults.</summary>
    /// <exception cref="InvalidRequestException">The body has faults.</exception>
    public static Task<T> ReadOptionalAsync<T>(HttpContext context)
        where T : class, new()
    {
        var canHaveBody = context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody ?? true;
        return canHaveBody ? ReadAsync<T>(context) : Task.FromResult(new T());
    }

    /// <summary>Makes an object of JSON.</summary>
    /// <exception cref="InvalidRequestException">The JSON has faults.</exception>
    public static T Bind<T>(JsonElement json)
        where T : class
    {
        var binder = new BodyBinder();
        var bound = binder.Bind(json, ApiJson.TypeOf<T>(), "");
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
            RequireUnicode(bytes);
            return JsonDocument.Parse(bytes, Strict);
        }
        catch (JsonException error)
        {
            throw Fault("", $"The body is not JSON. {error.Message}");
        }
    }

    /// <summary>
    /// Requires that every text can be read: broken UTF-8 and half surrogates are found here, not by whoever reads the text.
    /// </summary>
    /// <exception cref="InvalidRequestException">A text cannot be read.</exception>
    /// <exception cref="JsonException">The bytes are not JSON.</exception>
    public static void RequireUnicode(ReadOnlySpan<byte> json)
    {
        if (!Utf8.IsValid(json))
        {
            throw Fault("", "The body is not UTF-8. Encode it as UTF-8.");
        }

        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = Strict.MaxDepth });
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped)
            {
                try
                {
                    reader.GetString();
                }
                catch (InvalidOperationException)
                {
                    throw Fault("", "The body holds an escaped half of a surrogate pair, which is no character. Leave it out.");
                }
            }
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
