namespace Campaigns.Simulation;

/// <summary>
/// Compares windows by their contents. The equality of records compares lists by reference, and a store that writes texts gives new lists.
/// </summary>
internal static class WindowContents
{
    public static bool AreSame(ContactWindow? one, ContactWindow? other) =>
        one is null || other is null
            ? one is null && other is null
            : Plain(one) == Plain(other) && AreSame(one.Hours, other.Hours) && AreSame(one.ClosedDates, other.ClosedDates)
                && AreSame(one.HalfDays, other.HalfDays) && AreSame(one.Weekend, other.Weekend) && AreSame(one.Local, other.Local);

    private static ContactWindow Plain(ContactWindow window) =>
        window with { Hours = NoHours, ClosedDates = NoDates, HalfDays = null, Weekend = null, Local = null };

    private static readonly WindowSpan[] NoHours = [];
    private static readonly DateOnly[] NoDates = [];

    private static bool AreSame(IReadOnlyList<LocalDays>? one, IReadOnlyList<LocalDays>? other) =>
        one is null || other is null
            ? one is null && other is null
            : one.Count == other.Count && one.Zip(other).All(pair => AreSame(pair.First, pair.Second));

    private static bool AreSame(LocalDays one, LocalDays other) =>
        one.Where == other.Where && AreSame(one.ClosedDates, other.ClosedDates) && AreSame(one.HalfDays, other.HalfDays)
        && AreSame(one.Weekend, other.Weekend);

    private static bool AreSame<T>(IReadOnlyList<T>? one, IReadOnlyList<T>? other) =>
        one is null || other is null ? one is null && other is null : one.SequenceEqual(other);
}
