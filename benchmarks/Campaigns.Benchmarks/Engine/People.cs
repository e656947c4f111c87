using System.Globalization;

namespace Campaigns.Benchmarks.Engine;

/// <summary>Contacts of the benchmarks' standard shape: a key of ten characters, a number in E.164 form, a zone, no data.</summary>
internal static class People
{
    /// <summary>The zones of the steady load's contacts, in turn.</summary>
    public static readonly IReadOnlyList<string> Zones = ["Etc/UTC", "Europe/Paris", "America/New_York", "Asia/Tokyo"];

    /// <summary>Creates contacts with distinct keys and numbers.</summary>
    /// <param name="first">The number of the first contact.</param>
    /// <param name="count">The number of contacts.</param>
    /// <param name="zones">The zones, in turn.</param>
    /// <param name="prefix">The first character of the keys.</param>
    public static IEnumerable<Contact> Take(int first, int count, IReadOnlyList<string> zones, char prefix = 'C') =>
        Enumerable.Range(first, count).Select(number => One(number, zones[number % zones.Count], prefix));

    public static Contact One(int number, string zone, char prefix = 'C') =>
        new(
            string.Create(CultureInfo.InvariantCulture, $"{prefix}{number:D9}"),
            string.Create(CultureInfo.InvariantCulture, $"+4930{number:D8}"),
            zone);
}
