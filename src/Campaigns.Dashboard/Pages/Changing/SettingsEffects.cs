using System.Globalization;

namespace Campaigns.Dashboard.Pages.Changing;

/// <summary>One setting that a change would alter, and what that does.</summary>
/// <param name="Setting">The setting.</param>
/// <param name="Before">Its value now.</param>
/// <param name="After">Its value after the change.</param>
/// <param name="Effect">What happens, in a sentence.</param>
internal sealed record SettingsEffect(string Setting, string Before, string After, string Effect);

/// <summary>Says what a change of settings does, before it is applied.</summary>
internal static class SettingsEffects
{
    /// <summary>The settings that differ, with what the change of each does.</summary>
    /// <param name="before">The settings now.</param>
    /// <param name="after">The settings after the change.</param>
    /// <param name="campaign">The campaign.</param>
    /// <param name="waiting">The contacts that wait now, by zone.</param>
    /// <param name="now">The time.</param>
    public static IReadOnlyList<SettingsEffect> Of(
        CampaignSettings before, CampaignSettings after, CampaignStatistics campaign, IReadOnlyList<WaitingGroup> waiting,
            DateTimeOffset now)
    {
        var effects = new List<SettingsEffect>();
        Add(before.MaxConcurrent != after.MaxConcurrent, "Live attempts at most", Text(before.MaxConcurrent), Text(after.MaxConcurrent),
            Lines(before.MaxConcurrent, after.MaxConcurrent, campaign));
        Add(before.Priority != after.Priority, "Priority", Text(before.Priority.Value), Text(after.Priority.Value),
            after.Priority.Value > before.Priority.Value
                ? "When lines are short, it goes before more campaigns than now."
                : "When lines are short, more campaigns go before it than now.");
        Add(before.Weight != after.Weight, "Share", Text(before.Weight), Text(after.Weight),
            "Among campaigns of the same priority, its share of free lines changes in this proportion.");
        Add(before.Rate != after.Rate, "Rate", Text(before.Rate), Text(after.Rate), "It holds for attempts from now on.");
        Add(before.Window != after.Window, "Hours", Text(before.Window), Text(after.Window),
            "Attempts that are live go on. All others begin in the new hours, in the zone of each contact. "
                + OpenHours.Effect(before.Window, after.Window, waiting, now));
        return effects;

        void Add(bool isChanged, string setting, string from, string to, string effect)
        {
            if (isChanged)
            {
                effects.Add(new SettingsEffect(setting, from, to, effect));
            }
        }
    }

    /// <summary>The hours in words, such as Mon–Fri 09:00–18:00.</summary>
    public static string Text(ContactWindow? window)
    {
        if (window is null)
        {
            return "all hours";
        }

        var spans = window.Hours.GroupBy(span => (span.From, span.To)).OrderBy(group => group.Key.From)
            .Select(group => $"{Days([.. group.Select(span => span.Day)])} {Hour(group.Key.From)}–{Hour(group.Key.To)}");
        return string.Join(", ", spans) + (window.ClosedDates.Count > 0 ? $", closed on {window.ClosedDates.Count} dates" : "");
    }

    private static string Lines(int before, int after, CampaignStatistics campaign)
    {
        var waiting = campaign.Pending + campaign.WaitingForRetry;
        if (campaign.State != CampaignState.Running)
        {
            return "It holds as soon as the campaign runs.";
        }

        if (after > before)
        {
            var more = Math.Max(0, Math.Min(after - Math.Max(campaign.Live, 0), waiting));
            return string.Create(CultureInfo.InvariantCulture, $"Up to {more:N0} more attempts start at once.");
        }

        return campaign.Live > after
            ? $"{Text(campaign.Live)} are live and go on. None starts until fewer than {Text(after)} are live."
            : "Live attempts go on.";
    }

    private static string Days(HashSet<DayOfWeek> days) => days.Count == 7 ? "daily"
        : days.Count == 5 && !days.Contains(DayOfWeek.Saturday) && !days.Contains(DayOfWeek.Sunday) ? "Mon–Fri"
        : string.Join(" ", days.OrderBy(day => ((int)day + 6) % 7).Select(day => day.ToString()[..3]));

    private static string Hour(TimeOnly time) => time.ToString("HH:mm", CultureInfo.InvariantCulture);

    private static string Text(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Text(RateLimit? rate) => rate is null ? "none" : $"{rate.Count} per {Per(rate.Per)}";

    private static string Per(TimeSpan per) => per.TotalSeconds switch
    {
        1 => "second",
        60 => "minute",
        3_600 => "hour",
        _ => per.ToString("c", CultureInfo.InvariantCulture),
    };
}
