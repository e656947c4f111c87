using Campaigns.House;

var sources = Sources.OfTheLibraries;
var graph = TypeGraph.OfTheLibraries;
var figures = Figure.Of(sources, graph);
foreach (var figure in figures.Where(figure => figure.Counted.Count > 0))
{
    Print($"{figure.Name}: {figure.Value}", figure.Counted);
}

Print("cycles of files, by size", Cycles.Of(graph.Files).Select(cycle => $"{cycle.Count}: {string.Join(", ", cycle)}"));
Print("cycles of folders", Cycles.Of(graph.Folders).Select(cycle => $"{cycle.Count}: {string.Join(", ", cycle)}"));
Print("thin edges that close the cycles of folders", Cycles.Closers(graph.Folders).Select(Describe));
if (args.Contains("--all"))
{
    Print("edges between files", graph.Files.OrderBy(edge => (edge.From, edge.To)).Select(Describe));
    Print("edges between folders", graph.Folders.OrderBy(edge => (edge.From, edge.To)).Select(Describe));
    Print("members of the scheduler's data, and who writes them", SharedData.In(sources).Select(member =>
        $"{member.Type}.{member.Name}: {string.Join(", ", member.ByItsOwnType.Concat(member.ByOthers).Select(Path.GetFileName))}"));
}

Console.WriteLine("| figure | now | limit |");
Console.WriteLine("|---|---|---|");
foreach (var figure in figures)
{
    Console.WriteLine($"| {figure.Name} | {figure.Value:N0} | {figure.Limit:N0} |");
}

return figures.Any(figure => figure.HasGrown) ? 1 : 0;

static string Describe(Edge edge) => $"{edge.From} → {edge.To}, {edge.Uses} uses: {string.Join("; ", edge.Types)}";

static void Print(string title, IEnumerable<string> lines) => Console.WriteLine($"{title}\n  {string.Join("\n  ", lines)}\n");
