using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;

namespace Campaigns.Samples.Tests.WalkThrough;

/// <summary>Sends the requests of the page.</summary>
internal interface ISender
{
    /// <summary>Sends a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="folder">The folder of the files that it names.</param>
    Task<Answer> SendAsync(CurlRequest request, string folder);
}

/// <summary>Sends with curl itself.</summary>
internal sealed class CurlSender : ISender
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5); // catches hangs, not slowness

    /// <summary>Whether the machine has a curl that knows the options of the page.</summary>
    public static bool IsInstalled { get; } = Find() is { } version && version >= new Version(7, 82);

    public async Task<Answer> SendAsync(CurlRequest request, string folder)
    {
        var (headers, body) = (Path.Combine(folder, ".headers"), Path.Combine(folder, ".body"));
        File.Delete(body); // an empty answer writes no file
        string[] own = ["-q", "-sS", "--max-time", "50", "--noproxy", "*", "-D", headers, "-o", body, "-w", "%{http_code}"];
        var told = await RunAsync(folder, [.. own, .. request.Words]);
        var lines = await File.ReadAllLinesAsync(headers);
        return new Answer(
            int.Parse(told, CultureInfo.InvariantCulture),
            lines.Where(line => line.Contains(':', StringComparison.Ordinal)).Select(line => line.Split(':', 2))
                .GroupBy(parts => parts[0], StringComparer.OrdinalIgnoreCase)
                .ToDictionary(group => group.Key, group => group.Last()[1].Trim(), StringComparer.OrdinalIgnoreCase),
            File.Exists(body) ? await File.ReadAllTextAsync(body) : "");
    }

    private static async Task<string> RunAsync(string folder, params string[] words)
    {
        using var process = Process.Start(new ProcessStartInfo("curl", words)
        {
            WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        var (told, failed) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().WaitAsync(Patience);
        return process.ExitCode == 0 ? await told : throw new IOException($"curl ended with {process.ExitCode}: {await failed}");
    }

    private static Version? Find()
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("curl", ["--version"]) { RedirectStandardOutput = true })!;
            return Version.TryParse(process.StandardOutput.ReadToEnd().Split(' ')[1], out var version) ? version : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null; // there is none
        }
    }
}

/// <summary>Sends as curl does, without it.</summary>
internal sealed class ClientSender : ISender, IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });

    public async Task<Answer> SendAsync(CurlRequest request, string folder)
    {
        using var message = new HttpRequestMessage(new HttpMethod(request.Method), request.Url);
        if (request.Body is { } body)
        {
            message.Content = new ByteArrayContent(body is ['@', .. var file]
                ? await File.ReadAllBytesAsync(Path.Combine(folder, file))
                : Encoding.UTF8.GetBytes(body));
        }

        foreach (var (name, value) in request.Headers)
        {
            if (name == "Content-Type")
            {
                message.Content!.Headers.ContentType = MediaTypeHeaderValue.Parse(value);
            }
            else
            {
                Assert.True(message.Headers.TryAddWithoutValidation(name, value), name);
            }
        }

        return await AnswerAsync(await _http.SendAsync(message));
    }

    public void Dispose() => _http.Dispose();

    private static async Task<Answer> AnswerAsync(HttpResponseMessage answer)
    {
        using var message = answer;
        return new Answer(
            (int)answer.StatusCode,
            answer.Headers.Concat(answer.Content.Headers).ToDictionary(
                header => header.Key, header => header.Value.Last(), StringComparer.OrdinalIgnoreCase),
            await answer.Content.ReadAsStringAsync());
    }
}
