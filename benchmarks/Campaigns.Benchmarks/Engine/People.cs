using System.Globalization;

namespace Campaigns.Benchmarks.Engine;

/// <summary>Contacts as §10 of the design has them: a key of ten characters, a number in E.164 form, a zone, no data.</summary>
internal static class People
{
    /// <summary>Where the contacts of the steady load live, in turn.</summary>
    public static readonly IReadOnlyList<string> Zones = ["Etc/UTC", "Europe/Paris", "America/New_York", "Asia/Tokyo"];

    /// <summary>Contacts with keys and numbers of their own.</summary>
    /// <param name="first">The number of the first.</param>
    /// <param name="count">How many.</param>
    /// <param name="zones">Their zones, in turn.</param>
    /// <param name="prefix">What their keys begin with.</param>
    public static IEnumerable<Contact> Take(int first, int count, IReadOnlyList<string> zones, char prefix = 'C') =>
        Enumerable.Range(first, count).Select(number => One(number, zones[number % zones.Count], prefix));

    public static Contact One(int number, string zone, char prefix = 'C') =>
        new(
            string.Create(CultureInfo.InvariantCulture, $"{prefix}{number:D9}"),
            string.Create(CultureInfo.InvariantCulture, $"+4930{number:D8}"),
            zone);
}
