namespace Campaigns.Sabotages;

/// <summary>Bugs in which number an attempt shows.</summary>
internal static class CallerIdBugs
{
    private const string Entry = "Scheduling/State/CallerIdEntry.cs";

    public static IReadOnlyList<Sabotage> All { get; } =
    [
        new(
            "caller id above its cap",
            "a caller id is used although its cap of live attempts is reached",
            Entry,
            "Settings.Switch != ProviderSwitch.Off && Live < MaxConcurrent && Quotas is not { IsOpen: false }",
            "Settings.Switch != ProviderSwitch.Off && Quotas is not { IsOpen: false }"),
        new(
            "refused caller id used",
            "a caller id stays in use after its provider has refused it",
            Entry,
            "        Failures++;\n        _breaker.RecordFailure(ref mark, mono);",
            "        Failures++;"),
        new(
            "caller id of the last attempt ignored",
            "a contact gets another number although its last one has room",
            "Scheduling/State/CallerIdPool.cs",
            "if (last != 0 && entry.Id == last)",
            "if (last != 0 && entry.Id == last && entry.Live > 0)"),
        new(
            "caller id's day forgotten",
            "a restart forgets how many attempts a caller id has had today",
            "Scheduling/Usage/QuotaBook.cs",
            "LimitScope.CallerId => state.CallerIds.FindUsage(name),",
            "LimitScope.CallerId => null,"),
    ];
}
