namespace Campaigns.House;

/// <summary>A measure of the code, with its limit and the counted items.</summary>
internal sealed record Figure(string Name, int Value, int Limit, IReadOnlyList<string> Counted)
{
    public bool HasGrown => Value > Limit;

    /// <summary>All figures that have a limit.</summary>
    public static IReadOnlyList<Figure> Of(Sources sources, TypeGraph graph)
    {
        var cycles = Cycles.Of(graph.Files);
        var folders = Cycles.Of(graph.Folders).SelectMany(cycle => cycle).ToList();
        return
        [
            LinesOf("Campaigns.AspNetCore", HouseLimits.OrdinaryLinesOfAspNetCore),
            LinesOf("Campaigns.Core", HouseLimits.OrdinaryLinesOfCore),
            LinesOf("Campaigns.Export", HouseLimits.OrdinaryLinesOfExport),
            LinesOf("Campaigns.Handlebars", HouseLimits.OrdinaryLinesOfHandlebars),
            LinesOf("Campaigns.Http", HouseLimits.OrdinaryLinesOfHttp),
            LinesOf("Campaigns.InMemory", HouseLimits.OrdinaryLinesOfInMemory),
            LinesOf("Campaigns.Mcp", HouseLimits.OrdinaryLinesOfMcp),
            LinesOf("Campaigns.Orleans", HouseLimits.OrdinaryLinesOfOrleans),
            LinesOf("Campaigns.PhoneNumbers", HouseLimits.OrdinaryLinesOfPhoneNumbers),
            LinesOf("Campaigns.PostgreSql", HouseLimits.OrdinaryLinesOfPostgreSql),
            LinesOf("Campaigns.Recruiting", HouseLimits.OrdinaryLinesOfRecruiting),
            LinesOf("Campaigns.Smtp", HouseLimits.OrdinaryLinesOfSmtp),
            LinesOf("Campaigns.Sqlite", HouseLimits.OrdinaryLinesOfSqlite),
            LinesOf("Campaigns.Simulation", HouseLimits.OrdinaryLinesOfSimulation),
            LinesOf("Campaigns.Testing", HouseLimits.OrdinaryLinesOfTesting),
            LinesOf("Campaigns.Twilio", HouseLimits.OrdinaryLinesOfTwilio),
            CountOf("members of the scheduler's data that others than their own type write", HouseLimits.SharedMembers, Shared(sources)),
            CountOf("files in the largest cycle of Core", HouseLimits.FilesInTheLargestCycle, cycles.FirstOrDefault() ?? []),
            CountOf("folders of Core in cycles", HouseLimits.FoldersInCycles, folders),
            CountOf("predicates that assign", HouseLimits.ActingPredicates, ActingPredicates.In(sources)),
            CountOf("lines over 140 columns", HouseLimits.LinesOver140Columns, Lines.TooLong()),
        ];

        Figure LinesOf(string assembly, int limit)
        {
            var files = sources.Files.Where(file => file.Path.StartsWith($"src/{assembly}/", StringComparison.Ordinal));
            return new Figure($"ordinary lines of {assembly}", files.Sum(Lines.Ordinary), limit, []);
        }

        static Figure CountOf(string name, int limit, IReadOnlyList<string> counted) => new(name, counted.Count, limit, counted);
    }

    private static IReadOnlyList<string> Shared(Sources sources) =>
    [
        .. from member in SharedData.In(sources)
           where member.IsShared
           select $"{member.Type}.{member.Name}, by {string.Join(", ", member.ByOthers.Select(Path.GetFileNameWithoutExtension))}",
    ];
}
