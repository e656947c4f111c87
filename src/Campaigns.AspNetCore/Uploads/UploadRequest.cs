using System.Text;
using Campaigns.AspNetCore.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Campaigns.AspNetCore.Uploads;

/// <summary>What a request says about its upload: format, encoding, delimiter, header, map.</summary>
internal sealed class UploadRequest
{
    /// <summary>The header that maps columns, beside the parameter <c>map</c>. Its values are percent-encoded.</summary>
    public const string MapHeader = "Column-Map";

    private static readonly (string Name, char Delimiter)[] Delimiters =
        [("comma", ','), ("semicolon", ';'), ("tab", '\t'), ("pipe", '|'), (",", ','), (";", ';'), ("\t", '\t'), ("|", '|')];

    private static readonly string[] CsvTypes =
        ["text/csv", "application/csv", "text/plain", "text/tab-separated-values", "application/vnd.ms-excel"];

    private static readonly string[] NdjsonTypes =
        ["application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonlines"];

    public required UploadFormat Format { get; init; }

    /// <summary>The encoding that the request names; null for none.</summary>
    public Encoding? Encoding { get; private set; }

    /// <summary>The delimiter that the request names; null to find it.</summary>
    public char? Delimiter { get; private set; }

    /// <summary>Whether the first row names the columns; null to find out.</summary>
    public bool? Header { get; private set; }

    public required ColumnMap Map { get; init; }

    /// <summary>Whether nothing is to be added.</summary>
    public bool IsDryRun { get; private set; }

    /// <summary>Reads the parameters and headers of a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="names">The names of the columns.</param>
    /// <param name="others">Parameters that the caller reads.</param>
    /// <exception cref="InvalidRequestException">A parameter has a fault.</exception>
    /// <exception cref="BadHttpRequestException">The content type is none of an upload (415).</exception>
    public static UploadRequest Read(HttpRequest request, ColumnNames names, params ReadOnlySpan<string> others)
    {
        var faults = new List<ApiFault>();
        var format = FormatOf(request);
        var upload = new UploadRequest { Format = format, Map = ColumnMap.Read(names, [.. MapOf(request)], "map", faults) };
        foreach (var (name, values) in request.Query)
        {
            if (name == "map" || others.Contains(name))
            {
                continue;
            }

            var problem = values.Count != 1 ? "The parameter occurs more than once. Give it once." : upload.Set(name, values[0] ?? "");
            if (problem is not null)
            {
                faults.Add(new ApiFault { At = name, Detail = problem });
            }
        }

        upload.ReadCharset(request, faults);
        return faults.Count == 0 ? upload : throw new InvalidRequestException(faults);
    }

    private static IEnumerable<string> MapOf(HttpRequest request) =>
    [
        .. request.Query["map"].Select(entry => entry ?? ""),
        .. request.Headers[MapHeader].SelectMany(line => (line ?? "").Split(',')).Select(entry => Uri.UnescapeDataString(entry.Trim())),
    ];

    private string? Set(string name, string value)
    {
        switch (name)
        {
            case "dryRun":
                return SetFlag(value, flag => IsDryRun = flag);
            case "encoding":
                Encoding = Encodings.Find(value);
                return Format != UploadFormat.Csv ? "JSON is always in UTF-8. Leave the parameter out."
                    : Encoding is null ? $"\"{Texts.Cut(value)}\" is no known encoding. Use a name such as utf-8, utf-16 or "
                        + "windows-1252." : null;
            case "delimiter":
                Delimiter = Delimiters.FirstOrDefault(known => known.Name == value).Delimiter is var found and not '\0' ? found : null;
                return Format != UploadFormat.Csv ? "JSON has no delimiter. Leave the parameter out."
                    : Delimiter is null ? $"The value is \"{Texts.Cut(value)}\". Use comma, semicolon, tab or pipe." : null;
            case "header":
                return Format != UploadFormat.Csv ? "JSON has no header. Leave the parameter out." : SetFlag(value, flag => Header = flag);
            default:
                return "There is no such parameter. Use dryRun, encoding, delimiter, header and map.";
        }
    }

    private static string? SetFlag(string value, Action<bool> set)
    {
        if (value is not ("true" or "false"))
        {
            return $"The value is \"{Texts.Cut(value)}\". Use true or false.";
        }

        set(value == "true");
        return null;
    }

    private void ReadCharset(HttpRequest request, List<ApiFault> faults)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || !type.Charset.HasValue)
        {
            return;
        }

        var name = HeaderUtilities.RemoveQuotes(type.Charset).ToString();
        var charset = Encodings.Find(name);
        if (charset is null)
        {
            faults.Add(new ApiFault { At = "Content-Type", Detail = $"\"{Texts.Cut(name)}\" is no known encoding. Use a name such "
                + "as utf-8 or windows-1252." });
        }
        else if (Encoding is not null && Encoding.CodePage != charset.CodePage)
        {
            faults.Add(new ApiFault { At = "encoding", Detail = $"The header Content-Type says {charset.WebName}. Say the same, or "
                + "leave one out." });
        }
        else if (Format != UploadFormat.Csv && charset.CodePage != System.Text.Encoding.UTF8.CodePage)
        {
            faults.Add(new ApiFault { At = "Content-Type", Detail = "JSON is always in UTF-8. Leave the charset out." });
        }
        else if (Format == UploadFormat.Csv)
        {
            Encoding = charset;
        }
    }

    private static UploadFormat FormatOf(HttpRequest request)
    {
        if (request.Headers.ContentEncoding.Count > 0 && request.Headers.ContentEncoding != "identity")
        {
            throw new BadHttpRequestException("The body is compressed. Send it without Content-Encoding.", 415);
        }

        var type = MediaTypeHeaderValue.TryParse(request.ContentType, out var parsed) ? parsed.MediaType.ToString().ToLowerInvariant() : "";
        return CsvTypes.Contains(type) ? UploadFormat.Csv
            : NdjsonTypes.Contains(type) ? UploadFormat.Ndjson
            : type == "application/json" ? UploadFormat.Json
            : throw new BadHttpRequestException(
                "Send the file itself as the body, with Content-Type: text/csv, application/x-ndjson, or application/json for an array. "
                + "With curl: --data-binary @contacts.csv -H \"Content-Type: text/csv\".", 415);
    }
}
