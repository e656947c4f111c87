using System.Collections;

namespace Campaigns;

/// <summary>
/// A number that calls of a provider may show, with its own limits. A provider with caller ids uses one of them for each attempt
/// (<see cref="DispatchRequest.CallerId"/>).
/// </summary>
/// <param name="Number">The number, with its country code, such as +15550100. Spaces, dashes and parentheses are accepted.</param>
public sealed record CallerId(string Number)
{
    /// <summary>The maximum number of caller ids per provider.</summary>
    public const int MaxCallerIds = 1_000;

    private const int ShownDigits = 4;

    /// <summary>The number in E.164 form, such as +15550100; as given if it cannot be read.</summary>
    public string Number { get; init => field = Canonical(value); } = Canonical(Number);

    /// <summary>The maximum number of live attempts with the number. 1 or more; no limit by default.</summary>
    public int MaxConcurrent { get; init; } = int.MaxValue;

    /// <summary>
    /// The quotas of the number per calendar period, such as 100 a day; all of them apply. Up to <see cref="Quota.MaxQuotas"/>; none by
    /// default.
    /// </summary>
    public IReadOnlyList<Quota> Quotas { get; init => field = QuotaList.Of(value); } = QuotaList.None;

    /// <summary>Returns the number with all but its last four digits hidden.</summary>
    public override string ToString() => $"caller id {Mask(Number)}";

    internal CallerIdSettings Settings => new() { MaxConcurrent = MaxConcurrent, Quotas = Quotas };

    /// <summary>The last four digits of a number, for messages.</summary>
    internal static string Mask(string? number) =>
        number is { Length: > ShownDigits } ? $"…{number[^ShownDigits..]}" : $"of {number?.Length ?? 0} characters";

    /// <summary>Reads a number; returns the text as given if it is not a number.</summary>
    internal static string Canonical(string number) => PhoneNumber.TryParse(number, out var read, out _) ? read.Reveal() : number;

    /// <summary>Reads the caller ids of a configuration list.</summary>
    internal static IReadOnlyList<CallerId> From(SectionReader list) =>
    [
        .. list.Entries().Select(entry => new CallerId(entry.Text(nameof(Number)) ?? "")
        {
            MaxConcurrent = entry.Number<int>(nameof(MaxConcurrent)) ?? int.MaxValue,
            Quotas = entry.Section(nameof(Quotas)) is { } quotas ? Quota.From(quotas) : QuotaList.None,
        }),
    ];

    internal static void AddProblems(Problems problems, string field, IReadOnlyList<CallerId> callerIds)
    {
        problems.Require(callerIds.Count <= MaxCallerIds, field, $"a list of {callerIds.Count}", "use up to 1,000");
        var numbers = new HashSet<string>();
        for (var i = 0; i < Math.Min(callerIds.Count, MaxCallerIds + 1); i++)
        {
            var (callerId, name) = (callerIds[i], $"{field}[{i}]");
            if (callerId is null)
            {
                problems.Require(false, name, null, "give a caller id, such as new CallerId(\"+15550100\")");
                continue;
            }

            var isNumber = PhoneNumber.TryParse(callerId.Number, out _, out var problem);
            problems.Require(isNumber, $"{name}.Number", Mask(callerId.Number), problem ?? "");
            problems.Require(
                !isNumber || numbers.Add(callerId.Number), $"{name}.Number", Mask(callerId.Number), "list each number once");
            callerId.Settings.AddProblems(problems, $"{name}.");
        }
    }
}

/// <summary>An immutable list of caller ids, so that options do not change after the engine has read them.</summary>
internal sealed class CallerIdList : IReadOnlyList<CallerId>
{
    private readonly CallerId[] _callerIds;

    private CallerIdList(IEnumerable<CallerId> callerIds) => _callerIds = [.. callerIds];

    public static CallerIdList None { get; } = new([]);

    public int Count => _callerIds.Length;

    public CallerId this[int index] => _callerIds[index];

    public static CallerIdList Of(IReadOnlyList<CallerId>? callerIds) =>
        callerIds as CallerIdList ?? (callerIds is null or { Count: 0 } ? None : new CallerIdList(callerIds));

    public IEnumerator<CallerId> GetEnumerator() => _callerIds.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
