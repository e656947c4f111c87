namespace Campaigns.Sabotages;

/// <summary>Bugs in erasures.</summary>
internal static class ErasureBugs
{
    public static IReadOnlyList<Sabotage> All { get; } =
    [
        new(
            "results outlive the person",
            "the recording of an erased person's call stays",
            "Storage/ResultRow.cs",
            "with { Recording = null, Transcript = null, Data = null }",
            "with { Transcript = null, Data = null }"),
        new(
            "late report names an erased person",
            "a report after the erasure brings data about the person back",
            "Scheduling/Outcomes/ReportHandler.cs",
            "state.Jobs[slot].Contact.IsErased ? WithoutPerson(report)",
            "state.Jobs[slot].Id < 0 ? WithoutPerson(report)"),
        new(
            "pending erasure forgotten",
            "after a restart, nobody erases a person whose call was live",
            "Scheduling/Requests/ErasureRequests.cs",
            "            _pending[row.Id] = (row, [.. live.Select(pair => pair.Job.Row.Id)]);",
            "            _ = live;"),
        new(
            "addresses of erased persons not listed",
            "an erased person is called under another key",
            "Scheduling/Requests/ErasureRequests.cs",
            "in Texts(person.Keys, person.Addresses))",
            "in Texts(person.Keys, []))"),
    ];
}
