using System.Globalization;

namespace Campaigns.Dashboard.Pages.Changing;

/// <summary>The fields of the form that changes a running campaign, and what they make of its settings.</summary>
/// <param name="Read">Reads a field; null or empty if it was left out.</param>
internal sealed record SettingsFields(Func<string, string?> Read)
{
    /// <summary>The fields that a review carries on to the form that applies it.</summary>
    public static readonly IReadOnlyList<string> Names =
        ["maxConcurrent", "priority", "weight", "rate", "per", "hours", "days", "from", "to"];

    /// <summary>The revision that the viewer has seen.</summary>
    /// <exception cref="CampaignException">It is missing.</exception>
    public long Revision => long.TryParse(Read("revision"), NumberStyles.None, CultureInfo.InvariantCulture, out var revision)
        ? revision
        : throw Invalid("The form is not complete. Open the settings again.");

    /// <summary>Changes settings as the form says. A field that was left out changes nothing.</summary>
    /// <exception cref="CampaignException">A field has no valid value.</exception>
    public CampaignSettings Apply(CampaignSettings settings) => settings with
    {
        MaxConcurrent = Number("maxConcurrent", "Live attempts at most", settings.MaxConcurrent),
        Priority = new CampaignPriority(Number("priority", "The priority", settings.Priority.Value)),
        Weight = Number("weight", "The share", settings.Weight),
        Rate = RateOf(settings.Rate),
        Window = WindowOf(settings.Window),
    };

    private RateLimit? RateOf(RateLimit? now)
    {
        if (Read("per") is not { Length: > 0 } per)
        {
            return now;
        }

        if (Read("rate") is not { Length: > 0 })
        {
            return null;
        }

        var wanted = new RateLimit(Number("rate", "The rate", 0), per switch
        {
            "second" => TimeSpan.FromSeconds(1),
            "minute" => TimeSpan.FromMinutes(1),
            "hour" => TimeSpan.FromHours(1),
            _ => throw Invalid("The rate is per second, minute or hour."),
        });
        return now is not null && now.Count == wanted.Count && now.Per == wanted.Per ? now : wanted;
    }

    /// <summary>Replaces the hours only: closed dates and the rules of places stay.</summary>
    private ContactWindow? WindowOf(ContactWindow? now)
    {
        switch (Read("hours"))
        {
            case null or "" or "keep":
                return now;
            case "all":
                return null;
            case "these":
                var (from, to) = (Time("from"), Time("to"));
                var wanted = Read("days") == "all" ? ContactWindow.Daily(from, to) : ContactWindow.Weekdays(from, to);
                return now is null ? wanted : now with { Hours = wanted.Hours };
            default:
                throw Invalid("The hours are kept, replaced, or lifted.");
        }
    }

    private int Number(string name, string label, int now) => Read(name) is not { Length: > 0 } text ? now
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : throw Invalid($"{label} needs a whole number.");

    private TimeOnly Time(string name) => TimeOnly.TryParse(Read(name), CultureInfo.InvariantCulture, out var time)
        ? time
        : throw Invalid("The hours need a beginning and an end, such as 09:00 and 18:00.");

    private static CampaignException Invalid(string message) => new(CampaignError.Invalid, message);
}
