using System.Net;
using System.Text.RegularExpressions;
using Campaigns.Dashboard.Tests.Support;

namespace Campaigns.Dashboard.Tests;

/// <summary>Forms as they arrive without a script, and from pages that are old.</summary>
public sealed partial class PlainFormTests
{
    [Fact]
    public async Task A_sign_in_form_of_before_a_restart_shows_a_new_form()
    {
        await using var host = await DashboardHost.StartAsync(withKeys: true);
        using var http = Client();

        var signIn = await http.PostAsync(host.Url("/sign-in"), new FormUrlEncodedContent([new("key", "ck_any")]));
        var signOut = await http.PostAsync(host.Url("/sign-out"), new FormUrlEncodedContent([]));

        Assert.Equal((HttpStatusCode.SeeOther, HttpStatusCode.SeeOther), (signIn.StatusCode, signOut.StatusCode));
        Assert.Contains("/?refused=The%20form%20has%20expired", signOut.Headers.Location!.OriginalString, StringComparison.Ordinal);
        Assert.Contains("sign-in?refused=The%20form%20has%20expired", signIn.Headers.Location!.OriginalString, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_wrong_with_a_list_is_told_on_the_page_and_not_in_its_address()
    {
        await using var host = await DashboardHost.StartAsync();
        using var http = Client();
        http.DefaultRequestHeaders.Accept.ParseAdd("text/html");
        var token = TokenIn().Match(await http.GetStringAsync(host.Url("/operations/suppressions/import?tenant=acme")));
        using var form = new FormUrlEncodedContent(
        [
            new(token.Groups[1].Value, token.Groups[2].Value), new("tenant", "acme"), new("list", "Ivan;89001234567\nOlga;89001234568"),
        ]);

        var answer = await http.PostAsync(host.Url("/operations/suppressions/import"), form);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Null(answer.Headers.Location);
        Assert.Contains("89001234567", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static HttpClient Client() =>
        new(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() });

    [GeneratedRegex("<input type=\"hidden\" name=\"(__[^\"]+)\" value=\"([^\"]+)\"")]
    private static partial Regex TokenIn();
}
