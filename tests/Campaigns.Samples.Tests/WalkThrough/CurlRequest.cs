namespace Campaigns.Samples.Tests.WalkThrough;

/// <summary>A request in the words of curl. Only the options that the page uses are known.</summary>
internal sealed record CurlRequest(string Method, string Url)
{
    public List<(string Name, string Value)> Headers { get; } = [];

    /// <summary>The body; <c>@name</c> for a file. Null for none.</summary>
    public string? Body { get; init; }

    /// <summary>The file that the answer is written to; null for none.</summary>
    public string? Output { get; private init; }

    /// <summary>The words for curl, without what says where the answer goes.</summary>
    public List<string> Words { get; } = [];

    /// <summary>Reads the words after <c>curl</c>.</summary>
    /// <exception cref="FormatException">An option is not known.</exception>
    public static CurlRequest Of(IEnumerable<string> words)
    {
        var (left, kept, headers) = (new Queue<string>(words), new List<string>(), new List<(string, string)>());
        string? method = null, url = null, body = null, output = null;
        while (left.TryDequeue(out var word))
        {
            var value = word is "-X" or "-H" or "--json" or "--data-binary" or "-o" ? left.Dequeue() : null;
            switch (word)
            {
                case "-X":
                    method = value;
                    break;
                case "-H":
                    var parts = value!.Split(':', 2);
                    headers.Add((parts[0], parts[1].Trim()));
                    break;
                case "--json":
                    body = value;
                    headers.AddRange([("Content-Type", "application/json"), ("Accept", "application/json")]);
                    break;
                case "--data-binary":
                    body = value;
                    break;
                case "-o":
                    output = value;
                    continue;
                case "-i":
                    continue;
                case not ['-', ..] when url is null:
                    url = word;
                    break;
                default:
                    throw new FormatException($"The test does not know {word} of curl.");
            }

            kept.AddRange(value is null ? [word] : [word, value]);
        }

        var request = new CurlRequest(method ?? (body is null ? "GET" : "POST"), url!) { Body = body, Output = output };
        request.Headers.AddRange(headers);
        request.Words.AddRange(kept);
        return request;
    }
}
