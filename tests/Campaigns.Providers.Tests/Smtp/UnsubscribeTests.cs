using Campaigns.Smtp;

namespace Campaigns.Providers.Tests.Smtp;

/// <summary>One-click unsubscribe: by POST and never by GET, any number of times, with its scope named.</summary>
public class UnsubscribeTests
{
    private static readonly UnsubscribeSubject Ann = new("acme", Channels.Email, "ann@example.com");

    [Theory]
    [InlineData("GET", 200, 0)]
    [InlineData("HEAD", 200, 0)]
    [InlineData("POST", 200, 1)]
    [InlineData("PUT", 405, 0)]
    [InlineData("DELETE", 405, 0)]
    [InlineData("OPTIONS", 405, 0)]
    [InlineData("post", 405, 0)]
    public void Only_POST_unsubscribes(string method, int status, int entries)
    {
        using var harness = Harness();

        var answer = Handle(harness, method, Token(Ann));

        Assert.Equal((status, entries == 1), (answer.StatusCode, answer.IsDone));
        Assert.Equal(status == 200 ? Ann : null, answer.Subject); // names the scope, also before it acts
        Assert.Equal(entries, Entries(harness).Count);
    }

    [Fact]
    public void Link_works_any_number_of_times_and_after_its_campaign()
    {
        using var harness = Harness();

        var first = Handle(harness, "POST", Token(Ann));
        Handle(harness, "GET", Token(Ann));
        var second = Handle(harness, "POST", Token(Ann));

        Assert.Equal((true, true), (first.IsDone, second.IsDone));
        var entry = Assert.Single(Entries(harness));
        Assert.Equal(("ann@example.com", Channels.Email), (entry.Person!.Address, entry.Channel));
    }

    [Fact]
    public void Scope_of_the_link_is_the_scope_of_the_entry()
    {
        using var harness = Harness();

        var answer = Handle(harness, "POST", Token(Ann with { Channel = null }));

        Assert.Null(answer.Subject!.Channel);
        Assert.Null(Assert.Single(Entries(harness)).Channel);
        Assert.Equal("unsubscribe from acme on all channels", answer.Subject.ToString());
    }

    [Fact]
    public void Token_that_was_made_elsewhere_is_no_link()
    {
        using var harness = Harness();
        var token = Token(Ann);
        var last = token[^2] == 'A' ? 'B' : 'A';
        string?[] wrong =
        [
            null, "", "x", "a b", token[1..], token[..^4], $"{token[..^2]}{last}{token[^1]}", Token(Ann, Mail.OldKey),
            new string('A', 5_000),
        ];

        Assert.All(wrong, text => Assert.Equal(404, Handle(harness, "POST", text).StatusCode));
        Assert.Empty(Entries(harness));
    }

    [Fact]
    public void Old_key_still_opens_old_links()
    {
        using var harness = Harness();

        var answer = Handle(harness, "POST", Token(Ann, Mail.OldKey), options => options.SigningKeys.Add(Mail.OldKey));

        Assert.True(answer.IsDone);
    }

    [Fact]
    public void Token_shows_nothing_of_the_person_and_is_always_the_same()
    {
        Assert.Equal(Token(Ann), Token(Ann));
        Assert.NotEqual(Token(Ann)[..16], Token(Ann with { Address = "bob@example.com" })[..16]);
        Assert.DoesNotContain("ann", Token(Ann), StringComparison.OrdinalIgnoreCase);
    }

    private static CampaignHarness Harness()
    {
        var provider = new ScriptedProvider(new VirtualTimeProvider());
        return new CampaignHarness(options => options.AddProvider(Channels.Email, provider));
    }

    private static UnsubscribeAnswer Handle(
        CampaignHarness harness, string method, string? token, Action<SmtpOptions>? configure = null) =>
        harness.Do((ICampaignReports reports) =>
            new UnsubscribeHandler(Mail.Options(configure: configure), reports).HandleAsync(method, token));

    private static string Token(UnsubscribeSubject subject, string key = Mail.Key) => UnsubscribeTokens.Write(new Seals([key]), subject);

    private static IReadOnlyList<SuppressionEntry> Entries(CampaignHarness harness) =>
        harness.Do((ICampaignOperations operations) => operations.ListSuppressionsAsync("acme")).Items;
}
