using System.Globalization;
using NodaTime;
using NodaTime.Text;

namespace Campaigns.Samples.Drip;

/// <summary>A drip and its candidates.</summary>
/// <param name="Definition">The campaign.</param>
/// <param name="Candidates">The contacts of the campaign.</param>
/// <param name="Clock">The start of the drip, and how its days are counted.</param>
internal sealed record DripFile(CampaignDefinition Definition, IReadOnlyList<Contact> Candidates, LocalClock Clock)
{
    private const string DefaultZone = "Etc/UTC";

    /// <summary>A Monday.</summary>
    private static readonly LocalDateTime DefaultStart = new(2026, 1, 5, 9, 0);

    private static readonly Dictionary<string, string> ChannelNames = new(StringComparer.OrdinalIgnoreCase)
    {
        ["LINKEDIN_MESSAGE"] = Channels.LinkedIn,
        ["LINKEDIN"] = Channels.LinkedIn,
        ["GMAIL"] = Channels.Email,
        ["OUTLOOK"] = Channels.Email,
        ["EMAIL"] = Channels.Email,
    };

    public static DripFile Read(string path)
    {
        var file = Field.ReadFile(path) is [var only]
            ? only.Allowing("name", "zone", "start", "expires_after_days", "window", "candidates", "nodes")
            : throw new SampleException($"\"{path}\" must hold one JSON object.");
        var zone = file.Find("zone");
        var definition = new CampaignDefinition
        {
            Name = file.Find("name")?.Text("use 1 to 200 characters") ?? Path.GetFileNameWithoutExtension(path),
            Zone = zone?.Text("use an IANA name such as Europe/Paris") ?? DefaultZone,
            Steps = [.. file.Get("nodes", "give the steps, as a list").List("use a list of nodes").Select(
                (node, index) => ReadNode(node) with { Name = NameOf(node, index) })],
            Window = file.Find("window") is { } window ? ReadWindow(window) : null,
            Exit = new ExitRules
            {
                After = file.Find("expires_after_days")?.Number(365, "use a number of days, more than 0, up to 365") is { } days
                    ? TimeSpan.FromDays(days)
                    : ExitRules.DefaultAfter,
            },
        };
        var clock = new LocalClock(
            DateTimeZoneProviders.Tzdb.GetZoneOrNull(definition.Zone) ?? throw zone!.Problem("use an IANA name such as Europe/Paris"),
            file.Find("start") is { } start ? ReadStart(start) : DefaultStart);
        if (definition.Validate() is { Count: > 0 } problems)
        {
            throw new SampleException($"\"{path}\": {string.Join(" ", problems).Replace("Steps", "nodes", StringComparison.Ordinal)}");
        }

        return new DripFile(definition, ReadCandidates(file.Find("candidates")), clock);
    }

    /// <summary>Maps a channel name from a file, which may be a product's name, to the library's name.</summary>
    public static string ReadChannel(Field channel)
    {
        var remedy = $"use {string.Join(", ", ChannelNames.Keys)}";
        return ChannelNames.GetValueOrDefault(channel.Text(remedy)) ?? throw channel.Problem(remedy);
    }

    private static CampaignStep ReadNode(Field node)
    {
        node.Allowing("id", "type", "channel", "subject_line", "message", "delaySeconds");
        var type = node.Get("type", "use message or delay-step");
        return type.Text("use message or delay-step") switch
        {
            "message" => ReadMessage(node),
            "delay-step" => CampaignStep.Wait(TimeSpan.FromSeconds(
                node.Get("delaySeconds", "give the seconds").Number(
                    365 * 86_400, "use a number of seconds, more than 0, up to 31,536,000"))),
            _ => throw type.Problem("use message or delay-step"),
        };
    }

    private static ContactStep ReadMessage(Field node)
    {
        var message = CampaignStep.Message(
            ReadChannel(node.Get("channel", "name the channel, such as GMAIL")),
            node.Get("message", "give the message").Text("give the message"),
            node.Find("subject_line")?.Text("give the subject, or leave the field out"));
        return message with { IsTemplate = $"{message.Subject}{message.Content}".Contains("{{", StringComparison.Ordinal) };
    }

    /// <summary>The name of a node in the log: its id, or its position from 1.</summary>
    private static string NameOf(Field node, int index) =>
        node.Find("id")?.ToString() ?? (index + 1).ToString(CultureInfo.InvariantCulture);

    private static ContactWindow ReadWindow(Field window)
    {
        window.Allowing("days", "from", "to");
        var from = window.Get("from", "use a time such as 09:00").Time("use a time such as 09:00");
        var to = window.Get("to", "use a time such as 18:00").Time("use a time such as 18:00");
        return window.Find("days") is { } days
            ? ContactWindow.On(days.List("use a list of weekdays").Select(ReadDay), from, to)
            : ContactWindow.Daily(from, to);
    }

    private static DayOfWeek ReadDay(Field day) =>
        Enum.TryParse<DayOfWeek>(day.Text("use a weekday such as Monday"), ignoreCase: true, out var weekday) && Enum.IsDefined(weekday)
            ? weekday
            : throw day.Problem("use a weekday such as Monday");

    private static LocalDateTime ReadStart(Field start)
    {
        const string Remedy = "use a local time such as 2026-01-05T09:00";
        return LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm")
            .Parse(start.Text(Remedy)) is { Success: true, Value: { Year: >= 2000 and < 2100 } local }
            ? local
            : throw start.Problem(Remedy);
    }

    private static IReadOnlyList<Contact> ReadCandidates(Field? candidates) => candidates is null
        ? [ContactOf("milan", "milan@example.com", "in/milan-example", null)]
        : [.. candidates.List("use a list of candidates").Select(ReadCandidate)];

    private static Contact ReadCandidate(Field candidate)
    {
        candidate.Allowing("key", "email", "linkedin", "data");
        return ContactOf(
            candidate.Get("key", "give each candidate a name of its own").Text("give each candidate a name of its own"),
            candidate.Find("email")?.Text("give an address, or null"),
            candidate.Find("linkedin")?.Text("give a profile, or null"),
            candidate.Find("data")?.Texts("use texts"));
    }

    private static Contact ContactOf(string key, string? email, string? linkedIn, IReadOnlyDictionary<string, string>? data)
    {
        var addresses = new Dictionary<string, string>();
        if (email is not null)
        {
            addresses[Channels.Email] = email;
        }

        if (linkedIn is not null)
        {
            addresses[Channels.LinkedIn] = linkedIn;
        }

        return new Contact(key, addresses: addresses, data: data);
    }
}
