using System.Net;
using System.Text.Json.Nodes;
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

    [Theory]
    [InlineData("telegram", 4, "did=The person is on the")]
    [InlineData("pager", 3, "refused=It is done, except for what was refused: No provider serves the channel")] // it matches nobody
    public async Task The_whole_person_goes_on_the_list_and_off_it_although_only_its_channel_can_read_an_address(
        string served, int entries, string told)
    {
        await using var host = await DashboardHost.StartAsync(configure: campaigns => campaigns.AddProvider<Silent>(served));
        var campaign = await host.RunAsync("Reminders", contacts: 0, start: false);
        var addresses = new Dictionary<string, string> { ["telegram"] = "123456789", ["email"] = "ann@example.com" };
        await host.Client.AddContactsAsync(campaign, [new Contact("ann", "+14155550123", "Etc/UTC", addresses)]);
        using var visitor = new Visitor(host);

        var (listed, to, _) = await visitor.SendAsync($"/{campaign}/contacts/ann/suppress");
        var list = (await host.Operations.ListSuppressionsAsync("acme")).Items;
        var (taken, _, _) = await visitor.SendAsync($"/{campaign}/contacts/ann/unsuppress");

        Assert.Equal((303, 303), (listed, taken));
        Assert.Contains(told, to, StringComparison.Ordinal);
        Assert.Equal(entries, list.Count);
        Assert.Equal(served == "telegram", list.Any(entry => entry.Channel == "telegram"));
        Assert.Empty((await host.Operations.ListSuppressionsAsync("acme")).Items);
    }

    [Fact]
    public async Task A_number_that_matches_nobody_is_refused_with_the_reason()
    {
        await using var host = await DashboardHost.StartAsync();
        var campaign = await host.RunAsync("Reminders", contacts: 1, start: false);
        using var visitor = new Visitor(host);

        var (added, to, _) = await visitor.SendAsync("/operations/suppressions/add", ("tenant", "acme"), ("address", "020 7946 0958"));
        var (found, page) = await visitor.ReadAsync("/operations/suppressions?tenant=acme&person=%2B1+206");

        Assert.Equal(303, added);
        Assert.Contains("refused=The address matches nobody: ", to, StringComparison.Ordinal);
        Assert.DoesNotContain("Parameter", to, StringComparison.Ordinal);
        Assert.Equal(400, found);
        Assert.Contains("E.164 needs", page, StringComparison.Ordinal);
    }

    /// <summary>A link in a mail or a chat opens the page that it leads to, and open forms stay valid.</summary>
    [Fact]
    public async Task Cookies_come_along_with_a_link_from_elsewhere_and_with_no_form_from_there()
    {
        await using var host = await DashboardHost.StartAsync(withKeys: true);
        using var http = Client();
        using var made = await http.PostAsync(
            new Uri(new Uri(host.Url()), "/api/keys"), new StringContent("""{"name":"a","role":"admin"}""", null, "application/json"));
        var key = JsonNode.Parse(await made.Content.ReadAsStringAsync())!["key"]!.ToString();
        using var shown = await http.GetAsync(host.Url("/sign-in"));
        var token = TokenIn().Match(await shown.Content.ReadAsStringAsync());

        using var signedIn = await http.PostAsync(
            host.Url("/sign-in"), new FormUrlEncodedContent([new(token.Groups[1].Value, token.Groups[2].Value), new("key", key)]));

        string[] cookies = [.. shown.Headers.GetValues("Set-Cookie"), .. signedIn.Headers.GetValues("Set-Cookie")];
        Assert.Equal(2, cookies.Length);
        Assert.All(cookies, cookie => Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase));
    }

    private sealed class Silent : IProvider
    {
        public ValueTask<DispatchResult> DispatchAsync(DispatchRequest request, CancellationToken cancellationToken) =>
            new(DispatchResult.Accepted());
    }

    private static HttpClient Client() =>
        new(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() });

    [GeneratedRegex("<input type=\"hidden\" name=\"(__[^\"]+)\" value=\"([^\"]+)\"")]
    private static partial Regex TokenIn();
}
