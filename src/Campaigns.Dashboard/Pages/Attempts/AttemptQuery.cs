using System.Globalization;
using Campaigns.Dashboard.Pages.Contacts;

namespace Campaigns.Dashboard.Pages.Attempts;

/// <summary>The filter of attempts as the fields of an address, and what a page of them adds up to.</summary>
internal static class AttemptQuery
{
    /// <summary>The times that the filter offers.</summary>
    public static readonly IReadOnlyList<(string Name, string Label, TimeSpan Within)> Times =
    [
        ("hour", "in the last hour", TimeSpan.FromHours(1)), ("day", "in the last day", TimeSpan.FromDays(1)),
        ("week", "in the last week", TimeSpan.FromDays(7)),
    ];

    /// <summary>Reads a filter.</summary>
    /// <exception cref="CampaignException">A field has no valid value. A filter that is not understood never finds everything.</exception>
    public static AttemptFilter Read(Func<string, string?> field, CampaignId campaign, DateTimeOffset now) => new()
    {
        Campaign = campaign,
        Text = field("text"),
        Provider = field("provider"),
        Outcome = ContactQuery.Choice<AttemptOutcome>(field, "outcome"),
        From = field("within") is not { } within ? null
            : Times.FirstOrDefault(time => time.Name == within) is { Within.Ticks: > 0 } time ? now - time.Within
            : throw new CampaignException(CampaignError.Invalid, "The filter within is hour, day or week."),
    };

    /// <summary>What the results of a page add up to, in words.</summary>
    public static string Sum(IReadOnlyList<ContactAttempt> attempts)
    {
        var results = attempts.Select(attempt => attempt.Entry.AttemptResult).OfType<AttemptResult>().ToList();
        var parts = new List<string> { string.Create(CultureInfo.InvariantCulture, $"{attempts.Count:N0} attempts") };
        parts.AddRange(results.Where(result => result.AnsweredBy != AnsweredBy.Unknown).GroupBy(result => result.AnsweredBy)
            .Select(group => $"{group.Count()} answered by a {group.Key.ToString().ToLowerInvariant()}"));
        var talked = results.Aggregate(TimeSpan.Zero, (sum, result) => sum + (result.TalkTime ?? TimeSpan.Zero));
        if (talked > TimeSpan.Zero)
        {
            parts.Add($"{Text(talked)} of conversation");
        }

        parts.AddRange(results.Where(result => result.Cost is not null).GroupBy(result => result.Cost!.Value.Currency)
            .Select(group => string.Create(CultureInfo.InvariantCulture,
                $"{group.Sum(result => result.Cost!.Value.Amount):0.####} {group.Key}")));
        return string.Join(", ", parts) + ".";
    }

    /// <summary>A duration, such as 1:05 or 2:00:10.</summary>
    public static string Text(TimeSpan time) =>
        time.ToString(time.TotalHours >= 1 ? @"h\:mm\:ss" : @"m\:ss", CultureInfo.InvariantCulture);
}
