namespace Campaigns.Tests.Content;

/// <summary>Campaigns that send messages from templates.</summary>
internal static class Drips
{
    public const string Letter = "letter";

    /// <summary>
    /// Creates a harness with the templates of <see cref="Braces"/>, and its scripted provider on the email, voice and letter channels.
    /// </summary>
    public static CampaignHarness Harness(ITemplates? templates, out ScriptedProvider provider)
    {
        var channels = new ScriptedProvider(new VirtualTimeProvider());
        provider = channels;
        return new CampaignHarness(options =>
        {
            options.Templates = templates;
            options.AddProvider(Channels.Email, channels).AddProvider(Channels.Voice, channels).AddProvider(Letter, channels);
        });
    }

    public static CampaignDefinition Of(params CampaignStep[] steps) => new()
    {
        Name = "Spring",
        Steps = steps,
        Data = new Dictionary<string, string> { ["role"] = "Engineer" },
    };

    public static ContactStep Template(string body, string? subject = null, string channel = Channels.Email) =>
        CampaignStep.Message(channel, body, subject) with { IsTemplate = true };

    /// <summary>A contact with an email address.</summary>
    public static Contact Person(string key, params (string Name, string Value)[] data) => new(
        key,
        addresses: new Dictionary<string, string> { [Channels.Email] = $"{key}@example.com" },
        data: data.ToDictionary(pair => pair.Name, pair => pair.Value));

    public static void SetTenant(this CampaignHarness harness, params (string Name, string Value)[] data) => harness.Do(operations =>
        operations.ChangeTenantAsync("default", new TenantSettings { Data = data.ToDictionary(pair => pair.Name, pair => pair.Value) }));
}
