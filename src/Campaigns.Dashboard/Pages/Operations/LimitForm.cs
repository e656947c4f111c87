using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Campaigns.Dashboard.Pages.Operations;

/// <summary>Reads what <see cref="LimitFields"/> sends.</summary>
internal static class LimitForm
{
    public static readonly IReadOnlyList<string> Periods = ["second", "minute", "hour"];

    /// <summary>
    /// The period of a rate in the form: minute without a rate. Null for a rate that the form cannot show; the form leaves it as it is.
    /// </summary>
    public static string? PerOf(RateLimit? rate) =>
        rate?.Per.TotalSeconds switch { null or 60 => "minute", 1 => "second", 3_600 => "hour", _ => null };

    public static int ReadMaxConcurrent(IFormCollection form) => ReadNumber(form, "max", "The limit") ?? int.MaxValue;

    /// <param name="form">The form.</param>
    /// <param name="now">The rate so far. Its burst stays if the rate stays.</param>
    public static RateLimit? ReadRate(IFormCollection form, RateLimit? now)
    {
        if (PerOf(now) is null)
        {
            return now;
        }

        var per = form["per"].ToString() switch
        {
            "second" => TimeSpan.FromSeconds(1),
            "hour" => TimeSpan.FromHours(1),
            _ => TimeSpan.FromMinutes(1),
        };
        return ReadNumber(form, "rate", "The rate") is not { } count ? null
            : now is not null && now.Count == count && now.Per == per ? now
            : new RateLimit(count, per);
    }

    /// <summary>Reads a whole number from 1; null for an empty field.</summary>
    public static int? ReadNumber(IFormCollection form, string name, string label) => form[name].ToString() switch
    {
        "" => null,
        var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 => number,
        _ => throw new CampaignException(CampaignError.Invalid, $"{label} must be a whole number from 1, or empty."),
    };
}
