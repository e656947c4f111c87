using System.Net;
using System.Text.RegularExpressions;

namespace Campaigns.Dashboard.Tests.Support;

/// <summary>Asks for pages and sends their forms as a browser would, without one. It follows no redirect.</summary>
internal sealed partial class Visitor(DashboardHost host) : IDisposable
{
    public HttpClient Http { get; } = new(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() })
    {
        DefaultRequestHeaders = { { "Accept", "text/html" } },
    };

    /// <summary>Reads a page.</summary>
    public async Task<(int Status, string Html)> ReadAsync(string path)
    {
        using var answer = await Http.GetAsync(host.Url(path));
        return ((int)answer.StatusCode, WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync()));
    }

    /// <summary>Sends a form with the token of a page.</summary>
    /// <returns>The status, the address that the browser is sent to, and the page of the answer.</returns>
    public async Task<(int Status, string To, string Html)> SendAsync(string path, params (string Name, string Value)[] fields)
    {
        var proof = await ProofAsync();
        using var form = new FormUrlEncodedContent([proof, .. fields.Select(each => KeyValuePair.Create(each.Name, each.Value))]);
        return await SendAsync(path, form);
    }

    /// <summary>Sends a form that was made elsewhere.</summary>
    public async Task<(int Status, string To, string Html)> SendAsync(string path, HttpContent form)
    {
        using var answer = await Http.PostAsync(host.Url(path), form);
        var to = Uri.UnescapeDataString(answer.Headers.Location?.OriginalString ?? "");
        return ((int)answer.StatusCode, to, WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync()));
    }

    /// <summary>The field that proves that a form came from the dashboard.</summary>
    public async Task<KeyValuePair<string, string>> ProofAsync()
    {
        var found = TokenIn().Match(await Http.GetStringAsync(host.Url("/new")));
        return KeyValuePair.Create(found.Groups[1].Value, found.Groups[2].Value);
    }

    public void Dispose() => Http.Dispose();

    [GeneratedRegex("<input type=\"hidden\" name=\"(__[^\"]+)\" value=\"([^\"]+)\"")]
    private static partial Regex TokenIn();
}
