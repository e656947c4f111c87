using Campaigns.Sabotages;

IReadOnlyList<Sabotage> chosen = [.. Sabotage.All.Append(Sabotage.None).Where(IsChosen)];
var findings = Suite.Run(
    chosen, finding => Console.Error.WriteLine(
        $"{finding.Sabotage.Name}, {finding.Seeds} seeds: {finding.Violation ?? "no promise was broken"}"));
Console.WriteLine("| sabotage | what is wrong then | seeds | promise |");
Console.WriteLine("|---|---|---|---|");
foreach (var finding in findings)
{
    var seeds = finding.IsCaught ? $"{finding.Seeds}" : "not caught";
    Console.WriteLine($"| {finding.Sabotage.Name} | {finding.Sabotage.Breaks} | {seeds} | {finding.Promise} |");
}

return findings.All(finding => finding.IsCaught == (finding.Sabotage != Sabotage.None)) ? 0 : 1;

bool IsChosen(Sabotage sabotage) =>
    args.Length == 0 || args.Any(part => sabotage.Name.Contains(part, StringComparison.OrdinalIgnoreCase));
