using Campaigns.AspNetCore.Webhooks;

namespace Campaigns.Dashboard.Pages.Webhooks;

/// <summary>What the state of an endpoint is, and what to do about it.</summary>
internal static class WebhookWords
{
    public static string State(WebhookEndpointBody endpoint) => endpoint switch
    {
        { IsEnabled: false } => "disabled",
        { Fault: not null } => "broken",
        { FailingSince: not null } => "failing",
        _ => "enabled",
    };

    public static string Tone(WebhookEndpointBody endpoint) => State(endpoint) switch
    {
        "enabled" => "good",
        "disabled" => "waits",
        _ => "bad",
    };

    /// <summary>What to do; null if nothing is wrong.</summary>
    public static string? Advice(WebhookEndpointBody endpoint) => endpoint switch
    {
        { Fault: not null } => "The secret cannot be read, so nothing is signed and sent. Rotate the secret.",
        { DisabledReason: "gone" } =>
            "The receiver answered 410: it does not want messages any more. Enable the endpoint when it does.",
        { DisabledReason: "failing" } =>
            "Everything failed for a long time. "
                + "Mend the receiver, enable the endpoint, test it, and send the failed messages again.",
        { IsEnabled: false } =>
            "Somebody disabled it. Waiting messages are sent when it is enabled; changes meanwhile are not queued.",
        { FailingSince: not null } =>
            "The receiver does not take messages. They are tried again, ever more slowly. Look at the answers below.",
        _ => null,
    };
}
