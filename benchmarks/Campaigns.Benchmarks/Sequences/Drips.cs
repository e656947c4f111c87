using System.Globalization;
using Campaigns.Benchmarks.Engine;

namespace Campaigns.Benchmarks.Sequences;

/// <summary>Parts that the drip scenarios share.</summary>
internal static class Drips
{
    private static readonly DispatchResult Sent = DispatchResult.Completed(AttemptOutcome.Completed);

    /// <summary>Completes every send immediately.</summary>
    public static IProvider Sender { get; } = new ActingProvider(_ => Sent);

    /// <summary>Creates contacts with a key of ten characters, a zone, and an address of twenty characters on each channel.</summary>
    public static IEnumerable<Contact> People(int first, int count, params IReadOnlyList<string> channels) =>
        Enumerable.Range(first, count).Select(number => new Contact(
            string.Create(CultureInfo.InvariantCulture, $"C{number:D9}"),
            zone: Engine.People.Zones[number % Engine.People.Zones.Count],
            addresses: channels.ToDictionary(channel => channel, channel => Address(number, channel))));

    public static void Require(bool condition, string problem)
    {
        if (!condition)
        {
            throw new InvalidOperationException(problem);
        }
    }

    private static string Address(int number, string channel) =>
        string.Create(CultureInfo.InvariantCulture, $"c{number:D6}@{channel[..1]}.example.tld")[..20];
}
