using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Campaigns.AspNetCore.Access;
using Campaigns.AspNetCore.Problems;
using Campaigns.AspNetCore.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Campaigns.AspNetCore.Idempotency;

/// <summary>A request with an idempotency key.</summary>
/// <param name="Id">The id of its record: a hash of the caller, the route and the key. The key may hold personal data.</param>
/// <param name="Hash">The hash of what must not differ when the key comes again.</param>
/// <param name="Tenant">The tenant of the caller.</param>
/// <param name="Rule">The rule of the endpoint.</param>
internal sealed record IdempotentRequest(string Id, string Hash, string? Tenant, IdempotencyRule Rule)
{
    public const string KeyHeader = "Idempotency-Key";
    private const int LongestKey = 255;

    /// <summary>Reads a request, and its body into memory unless it is streamed.</summary>
    /// <exception cref="InvalidRequestException">The key is not valid, or the body is too large.</exception>
    public static async Task<IdempotentRequest> ReadAsync(HttpContext context)
    {
        if (context.Request.Headers[KeyHeader] is not [{ Length: >= 1 and <= LongestKey } key]
            || key.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            throw RequestBody.Fault(KeyHeader, $"Send one key of 1 to {LongestKey} visible ASCII characters, such as a UUID.");
        }

        var endpoint = context.GetEndpoint();
        var rule = endpoint?.Metadata.GetMetadata<IdempotencyRule>() ?? IdempotencyRule.DefaultOf(context.Request.Method);
        var route = (endpoint as RouteEndpoint)?.RoutePattern.RawText ?? "";
        var caller = AccessFilter.CallerOf(context);
        var body = ReadOnlyMemory<byte>.Empty;
        if (endpoint?.Metadata.GetMetadata<StreamedBody>() is not null)
        {
            context.Request.Body = new HashingStream(context.Request.Body);
        }
        else
        {
            var bytes = await RequestBody.ReadBytesAsync(context, RequestBody.MaxBytes);
            context.Request.Body = new MemoryStream(bytes, writable: false);
            body = bytes;
        }

        var request = context.Request;
        // The path shows a slash within a value, and the text "%2F", alike.
        var slashed = request.RouteValues.Values.OfType<string>().Where(value => value.Contains('/', StringComparison.Ordinal));
        return new IdempotentRequest(
            HashOf([caller.Tenant is null ? "" : "t" + caller.Tenant, caller.Name, request.Method, route, key], default),
            HashOf([request.Method, request.PathBase + request.Path + string.Concat(slashed), request.QueryString.Value ?? ""], body.Span),
            caller.Tenant, rule);
    }

    /// <summary>Hashes parts with their lengths, so that no two lists of parts look alike.</summary>
    private static string HashOf(ReadOnlySpan<string> parts, ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (var part in parts)
        {
            var bytes = Encoding.UTF8.GetBytes(part);
            BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
            hash.AppendData(length);
            hash.AppendData(bytes);
        }

        hash.AppendData(body);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
