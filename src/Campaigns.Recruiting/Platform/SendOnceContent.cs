using System.Net;
using System.Net.Http.Headers;

namespace Campaigns.Recruiting;

/// <summary>
/// The body of a request that must not be sent twice. A handler that repeats the request, such as a resilience handler that the host adds to
/// all its HTTP clients, fails instead: whether the message was sent is then unknown, and it is looked up.
/// </summary>
internal sealed class SendOnceContent : HttpContent
{
    private readonly byte[] _json;
    private int _sent;

    public SendOnceContent(byte[] json)
    {
        _json = json;
        Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        Interlocked.Exchange(ref _sent, 1) == 0
            ? stream.WriteAsync(_json).AsTask()
            : throw new InvalidOperationException("A message is sent once. Do not add a handler that repeats requests.");

    protected override bool TryComputeLength(out long length)
    {
        length = _json.Length;
        return true;
    }
}
