using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Campaigns.Handlebars.Tests;

/// <summary>Templates from the definition to the provider, with the real engine.</summary>
public class CampaignTests
{
    private static readonly ContactStep Hello = CampaignStep.Message(
        Channels.Email, "<p>Hi {{contact.first_name}} of {{company.name}}</p>", "For {{contact.first_name}}")
        with { IsTemplate = true, Format = ContentFormat.Html };

    [Fact]
    public void Message_is_checked_at_enrollment_and_filled_in_at_the_send()
    {
        ScriptedProvider provider = new(new VirtualTimeProvider());
        using var harness = new CampaignHarness(options =>
        {
            options.Templates = new HandlebarsTemplates();
            options.AddProvider(Channels.Email, provider);
        });
        var campaign = harness.Do(client => client.CreateAsync(new CampaignDefinition { Name = "drip", Steps = [Hello] }));

        var report = harness.Do(client => client.AddContactsAsync(campaign, [Person("ann", "A&A", "Acme"), Person("bob", "Bob", null)]));
        harness.Do(client => client.StartAsync(campaign));

        Assert.Equal("row 2: Steps[0]: there is no company.name", Assert.Single(report.Refused).ToString());
        Assert.Equal(new MessageContent("<p>Hi A&amp;A of Acme</p>", "For A&A"), Assert.Single(provider.Dispatches).Request.Content);
    }

    [Fact]
    public void Definition_with_a_broken_template_is_refused_where_it_is_broken()
    {
        using var harness = new CampaignHarness(options =>
        {
            options.Templates = new HandlebarsTemplates();
            options.AddProvider(Channels.Email, new ScriptedProvider(new VirtualTimeProvider()));
        });
        var definition = new CampaignDefinition { Name = "drip", Steps = [Hello with { Subject = "{{#if contact.first_name}}" }] };

        var refused = Assert.Throws<CampaignException>(() => harness.Do(client => client.CreateAsync(definition)));

        Assert.Contains("Steps[0].Subject is not a valid template: Reached end of template", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{{campaign.rolle}}", "there is no campaign.rolle; give Data[\"rolle\"], or write one of campaign.name, campaign.role")]
    [InlineData("Hi {{first_name}}", "there is no first_name; write contact.first_name")]
    [InlineData("{{upper contact.first_name}}", "there is no helper upper")]
    [InlineData("{{> footer}}", "there is no partial footer")]
    [InlineData("{{campaign.blank}}", "there is no campaign.blank")]
    public void Campaign_that_could_say_nothing_to_anybody_is_refused_once(string text, string problem)
    {
        using var harness = new CampaignHarness(options =>
        {
            options.Templates = new HandlebarsTemplates();
            options.AddProvider(Channels.Email, new ScriptedProvider(new VirtualTimeProvider()));
        });
        var wrong = Hello with { Content = text };
        var definition = new CampaignDefinition { Name = "drip",
            Data = new Dictionary<string, string> { ["role"] = "Engineer", ["blank"] = " " }, Steps = [wrong] };

        var refused = Assert.Throws<CampaignException>(() => harness.Do(client => client.CreateAsync(definition)));
        var right = harness.Do(
            client => client.CreateAsync(
                definition with { Steps = [Hello with { Content = "{{campaign.role}} {{#if campaign.rolle}}x{{/if}}" }] }));
        var changed = Assert.Throws<CampaignException>(
            () => harness.Do(client => client.ChangeProtocolAsync(right, new ContactProtocol { Steps = [wrong] })));

        Assert.Contains($"Steps[0].Content is not a valid template: {problem}", refused.Message, StringComparison.Ordinal);
        Assert.Contains($"Steps[0].Content is not a valid template: {problem}", changed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Host_has_templates_with_one_call()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddCampaigns(options => options.AddProvider(Channels.Email, new ScriptedProvider(TimeProvider.System)))
            .UseMemory()
            .UseHandlebars(options => options.Helpers["upper"] = texts => texts[0].ToUpperInvariant());
        using var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        var client = host.Services.GetRequiredService<ICampaignClient>();

        var campaign = await client.CreateAsync(
            new CampaignDefinition { Name = "drip", Steps = [Hello with { Content = "{{upper contact.first_name}}" }] },
            TestContext.Current.CancellationToken);
        var report = await client.AddContactsAsync(campaign, [Person("ann", "Ann", null)], TestContext.Current.CancellationToken);

        Assert.Equal(1, report.Added);
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    private static Contact Person(string key, string name, string? company)
    {
        var data = new Dictionary<string, string> { ["first_name"] = name };
        if (company is not null)
        {
            data["company.name"] = company;
        }

        return new Contact(key, addresses: new Dictionary<string, string> { [Channels.Email] = $"{key}@example.com" }, data: data);
    }
}
