using Campaigns.Testing;

namespace Campaigns.Samples.Drip;

/// <summary>An event of the story.</summary>
/// <param name="At">The time of the event.</param>
/// <param name="Text">The text in the log.</param>
/// <param name="Tell">Reports the event to the engine.</param>
internal sealed record Happening(DateTimeOffset At, string Text, Action<CampaignHarness> Tell);

/// <summary>Reads the events and their times.</summary>
internal static class EventFile
{
    private const string Unsubscribe = "unsubscribe";

    public static IReadOnlyList<Happening> Read(string path, DripFile drip)
    {
        var fields = Field.ReadFile(path).SelectMany(field => field.IsList ? field.List("") : [field]);
        return [.. fields.Select(field => ReadOne(field, drip)).OrderBy(happening => happening.At)];
    }

    private static Happening ReadOne(Field field, DripFile drip)
    {
        const string Remedy =
            "use \"day 3 09:00\", the time since the start as \"3.02:30:00\", or an instant such as \"2026-01-08T09:00:00Z\"";
        field.Allowing("at", "event", "contact", "channel", "status", "reason");
        var at = field.Get("at", Remedy);
        var instant = drip.Clock.Parse(at.Text(Remedy)) ?? throw at.Problem(Remedy);
        return field.Find("channel") is { } channel
            ? OfChannel(instant, field, DripFile.ReadChannel(channel), drip.Definition.Tenant)
            : OfContact(instant, field, drip);
    }

    private static Happening OfChannel(DateTimeOffset at, Field field, string channel, string tenant)
    {
        var status = field.Get("status", "use down or up");
        switch (status.Text("use down or up"))
        {
            case "up":
                return new Happening(
                    at,
                    $"{channel} is available again",
                    engine => engine.Do(operations => operations.MarkChannelAvailableAsync(tenant, channel)));
            case "down":
                var reason = field.Get("reason", "say why the channel is not available").Text("say why the channel is not available");
                return new Happening(
                    at,
                    $"{channel} is not available: {reason}",
                    engine => engine.Do(operations => operations.MarkChannelUnavailableAsync(tenant, channel, reason)));
            default:
                throw status.Problem("use down or up");
        }
    }

    private static Happening OfContact(DateTimeOffset at, Field field, DripFile drip)
    {
        var name = field.Get("event", "use reply, unsubscribe, or the name of another event; or name a channel").Text(
            "use reply, unsubscribe, or another name");
        var (tenant, key) = (drip.Definition.Tenant, ReadKey(field, drip));
        return name == Unsubscribe
            ? new(at, $"{key} unsubscribes", engine => engine.Do(reports => reports.SuppressAsync(Suppression.OfContact(tenant, key))))
            : new(
                at,
                $"{key}: {name}",
                engine => engine.Do(reports => reports.ReportEventAsync(ContactEvent.OfContact(tenant, key, name))));
    }

    private static string ReadKey(Field field, DripFile drip)
    {
        var remedy = $"use {string.Join(", ", drip.Candidates.Take(10).Select(candidate => candidate.Key))}";
        if (field.Find("contact") is not { } contact)
        {
            return drip.Candidates is [var only] ? only.Key : field.Get("contact", remedy).Text(remedy);
        }

        var key = contact.Text(remedy);
        return drip.Candidates.Any(candidate => candidate.Key == key) ? key : throw contact.Problem(remedy);
    }
}
