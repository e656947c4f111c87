using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Campaigns.AspNetCore.Uploads.Reading;

/// <summary>Opens the body of a request as rows.</summary>
internal static class RowReaders
{
    /// <summary>Raises the server's limit of the body to that of uploads, and makes the reader of the format.</summary>
    /// <exception cref="BadHttpRequestException">The body is larger than the limit (413).</exception>
    public static IRowReader Open(HttpContext context, UploadRequest request, UploadOptions options)
    {
        if (context.Request.ContentLength > options.MaxBodyBytes)
        {
            throw new BadHttpRequestException($"The body has more than {options.MaxBodyBytes} bytes. Send the rows in several "
                + "requests.", 413);
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } server)
        {
            server.MaxRequestBodySize = null; // the stream below has the limit
        }

        var body = new CappedStream(context.Request.Body, options.MaxBodyBytes);
        return request.Format switch
        {
            UploadFormat.Csv => new CsvRowReader(body, request, options),
            UploadFormat.Ndjson => new NdjsonRowReader(body, request, options),
            _ => new JsonRowReader(body, request, options),
        };
    }
}
