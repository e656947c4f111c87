using System.Collections;

namespace Campaigns;

/// <summary>The calendar period of a <see cref="Quota"/>.</summary>
public enum QuotaPeriod
{
    /// <summary>An hour of the clock, such as 9:00 to 10:00. When clocks go back, the repeated hour counts as one.</summary>
    Hour,

    /// <summary>A calendar day, from midnight to midnight: 23 or 25 hours when clocks change.</summary>
    Day,

    /// <summary>A calendar month.</summary>
    Month,
}

/// <summary>
/// The maximum number of attempts per calendar period, such as 20 per day. The period lasts while the clocks of the zone show the same
/// hour, date or month. A new period starts with the full quota; an unused rest does not carry over.
/// </summary>
/// <param name="Count">The maximum number of attempts per period. 1 to 1,000,000,000.</param>
/// <param name="Period">The period.</param>
/// <param name="Zone">The time zone of the calendar: an IANA name in any case, or a Windows id. UTC by default.</param>
public sealed record Quota(int Count, QuotaPeriod Period, string Zone = "UTC")
{
    /// <summary>The maximum number of quotas per owner.</summary>
    public const int MaxQuotas = 8;

    /// <summary>The canonical name of the time zone, such as <c>Etc/UTC</c> for UTC.</summary>
    public string Zone { get; init => field = TimeZoneData.Canonical(value); } = TimeZoneData.Canonical(Zone);

    /// <summary>The period and zone. An owner has at most one quota per key.</summary>
    internal string Key => $"{Period} {Zone}";

    /// <summary>The text form, such as "20 a day in Europe/Paris".</summary>
    internal string Text =>
        $"{Count} {Period switch { QuotaPeriod.Hour => "an hour", QuotaPeriod.Day => "a day", _ => "a month" }} in {Zone}";

    /// <summary>Normalizes a key that an earlier edition of the time zone database may have written.</summary>
    internal static string KeyOf(string key) => key.IndexOf(' ', StringComparison.Ordinal) is > 0 and var space
        ? $"{key[..space]} {TimeZoneData.Canonical(key[(space + 1)..])}"
        : key;

    /// <summary>Reads the quotas of a configuration list. An entry that is not a quota becomes a problem and is left out.</summary>
    internal static IReadOnlyList<Quota> From(SectionReader list) => [.. list.Entries().Select(FromEntry).OfType<Quota>()];

    internal static void AddProblems(Problems problems, string field, IReadOnlyList<Quota> quotas)
    {
        problems.Require(quotas.Count <= MaxQuotas, field, $"a list of {quotas.Count}", $"use up to {MaxQuotas}");
        var keys = new HashSet<string>();
        for (var i = 0; i < Math.Min(quotas.Count, MaxQuotas + 1); i++)
        {
            var (quota, name) = (quotas[i], $"{field}[{i}]");
            if (quota is null)
            {
                problems.Require(false, name, null, "give a quota, such as new Quota(20, QuotaPeriod.Day)");
                continue;
            }

            var isKnown = quota.Zone is not null && TimeZoneData.IsKnown(quota.Zone);
            problems.Require(quota.Count is >= 1 and <= 1_000_000_000, $"{name}.Count", quota.Count, "use 1 to 1,000,000,000");
            problems.Require(Enum.IsDefined(quota.Period), $"{name}.Period", quota.Period, "use Hour, Day or Month");
            problems.Require(isKnown, $"{name}.Zone", Problems.Quote(quota.Zone), "use an IANA name such as Europe/Paris");
            problems.Require(!isKnown || keys.Add(quota.Key), name, Problems.Quote(quota.Text), "give one quota for each period and zone");
        }
    }

    private static Quota? FromEntry(SectionReader entry)
    {
        var (count, zone) = (entry.Number<int>(nameof(Count), isRequired: true), entry.Text(nameof(Zone)) ?? "UTC");
        var period = entry.Word<QuotaPeriod>(nameof(Period), isRequired: true);
        return count is { } number && period is { } time ? new Quota(number, time, zone) : null;
    }
}

/// <summary>An immutable list of quotas with value equality.</summary>
internal sealed class QuotaList : IReadOnlyList<Quota>, IEquatable<QuotaList>
{
    private readonly Quota[] _quotas;

    private QuotaList(IEnumerable<Quota> quotas) => _quotas = [.. quotas];

    public static QuotaList None { get; } = new([]);

    public int Count => _quotas.Length;

    public Quota this[int index] => _quotas[index];

    /// <summary>Copies a list. Null gives an empty list, because texts written by earlier versions have no quotas.</summary>
    public static QuotaList Of(IReadOnlyList<Quota>? quotas) =>
        quotas as QuotaList ?? (quotas is null or { Count: 0 } ? None : new QuotaList(quotas));

    public bool Equals(QuotaList? other) => other is not null && _quotas.AsSpan().SequenceEqual(other._quotas);

    public override bool Equals(object? obj) => Equals(obj as QuotaList);

    public override int GetHashCode() => _quotas.Length == 0 ? 0 : HashCode.Combine(_quotas.Length, _quotas[0]);

    public override string ToString() => $"[{string.Join(", ", _quotas.Select(quota => quota?.Text))}]";

    public IEnumerator<Quota> GetEnumerator() => _quotas.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
