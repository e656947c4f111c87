using Microsoft.AspNetCore.Http;

namespace Campaigns.Recruiting;

/// <summary>Reads the body of a request up to a limit, also if the request does not say how long it is.</summary>
internal static class RequestBytes
{
    /// <returns>The body; null if it is longer.</returns>
    public static async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpRequest request, int most, CancellationToken cancellationToken)
    {
        if (request.ContentLength > most)
        {
            return null;
        }

        var buffer = new byte[Math.Min(most, (int)(request.ContentLength ?? 8_192)) + 1]; // one byte more shows that a body is longer
        var length = 0;
        while (await request.Body.ReadAsync(buffer.AsMemory(length), cancellationToken) is var read and > 0)
        {
            length += read;
            if (length > most)
            {
                return null;
            }

            if (length == buffer.Length)
            {
                Array.Resize(ref buffer, Math.Min(2 * buffer.Length, most + 1));
            }
        }

        return buffer.AsMemory(0, length);
    }
}
