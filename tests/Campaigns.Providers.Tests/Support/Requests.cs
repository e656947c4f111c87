namespace Campaigns.Providers.Tests.Support;

/// <summary>Dispatch requests as the engine makes them, for tests that call a provider themselves.</summary>
internal static class Requests
{
    public const string Phone = "+15550100001";
    public const string Email = "ann@example.com";

    public static DispatchRequest Of(ContactStep step, string? callerId = null, string email = Email)
    {
        var provider = new ScriptedProvider(new VirtualTimeProvider());
        using var harness = new CampaignHarness(options => options.AddProvider(step.Channel, provider, settings =>
            settings.CallerIds = callerId is null ? [] : [new CallerId(callerId)]));
        var definition = new CampaignDefinition
        {
            Name = "Spring", Tenant = "acme", Key = "spring-1", Data = new Dictionary<string, string> { ["agent"] = "amy" }, Steps = [step],
        };
        var campaign = harness.Do(client => client.CreateAsync(definition));
        var contact = new Contact(
            "ann", Phone, "Europe/Berlin", new Dictionary<string, string> { [Channels.Email] = email },
            new Dictionary<string, string> { ["name"] = "Ann" });
        harness.Do(client => client.AddContactsAsync(campaign, [contact]));
        harness.Do(client => client.StartAsync(campaign));
        return Assert.Single(provider.Dispatches).Request;
    }

    public static DispatchRequest Call(string? content = "Hello", ContentFormat format = ContentFormat.Text, string? callerId = null) =>
        Of(new ContactStep { Channel = Channels.Voice, Content = content, Format = format }, callerId);

    public static DispatchRequest Message(string channel, string? content = "Hello", string? subject = null) =>
        Of(new ContactStep { Channel = channel, Content = content, Subject = subject });
}
