using Campaigns.Rules.Tests.Support;

namespace Campaigns.Rules.Tests;

/// <summary>The figures of eng/house may only go down: see decision 6.</summary>
public sealed class HouseTests
{
    [Fact, Trait("Category", "Sweep")]
    public void No_figure_grows_without_a_decision()
    {
        var grown =
            from figure in Figure.Of(Sources.OfTheLibraries, TypeGraph.OfTheLibraries)
            where figure.HasGrown
            let growth = $"{figure.Name}: {figure.Value:N0}, which is {figure.Value - figure.Limit:N0} more than decided"
            select $"{growth}\n    {string.Join("\n    ", figure.Counted)}";

        Offenders.AssertNone("A figure grows only with a decision: see eng/House/HouseLimits.cs and decision 6.", grown);
    }

    [Fact, Trait("Category", "Sweep")]
    public void Every_name_in_the_libraries_is_understood() =>
        Offenders.AssertNone(
            "The compiler resolves every name; an unresolved name would count in no figure.",
            NamesInUse.Unresolved(Sources.OfTheLibraries.Compilation));

    [Fact]
    public void A_name_that_is_not_understood_is_found()
    {
        var file = SourceFile.Parse("class Bad { Unheard _field; }");
        Assert.Single(NamesInUse.Unresolved(new Sources([file]).Compilation));
    }

    [Fact]
    public void Lines_of_code_are_neither_blank_nor_comment() =>
        Assert.Equal(3, Lines.Ordinary(SourceFile.Parse("// comment\n\nclass A\n{\n    /* comment */\n}\n")));

    [Fact]
    public void A_long_line_is_found()
    {
        var longest = new string('/', Lines.MaxColumns);
        Assert.Equal(["A.cs:3 141 columns"], Lines.TooLong("A.cs", $"\n{longest}\n{longest}/\n"));
    }

    [Fact]
    public void A_cycle_of_files_is_found_through_names_and_extension_methods()
    {
        var graph = new TypeGraph(Core(
            ("A.cs", "namespace X; class A { B? b; } static class Extensions { public static void Go(this int n) { } }"),
            ("B.cs", "namespace X; class B { void M(C c) => c.ToString(); }"),
            ("C.cs", "namespace X; partial class C { void M() => 1.Go(); }"),
            ("C.More.cs", "namespace X; partial class C { D? d; }"),
            ("D.cs", "namespace X; class D { void M(List<int> list) { var own = list; } } // A")));

        var cycle = Assert.Single(Cycles.Of(graph.Files));
        Assert.Equal(["A", "B", "C"], cycle.Select(file => Path.GetFileName(file).Split('.')[0]));
    }

    [Fact]
    public void A_cycle_of_folders_is_found_with_the_edge_that_closes_it()
    {
        var graph = new TypeGraph(Core(
            ("Low/A.cs", "namespace X; class A { B? b; }"),
            ("High/B.cs", "namespace X; class B { A? a; A? other; void M(C c) { } }"),
            ("Other/C.cs", "namespace X; class C;")));

        Assert.Equal(["High, Low"], Cycles.Of(graph.Folders).Select(cycle => string.Join(", ", cycle)));
        Assert.Equal(["Low → High"], Cycles.Closers(graph.Folders).Select(edge => $"{edge.From} → {edge.To}"));
    }

    [Fact]
    public void A_partial_type_ties_its_folders() =>
        Assert.Single(Cycles.Of(new TypeGraph(Core(
            ("Low/A.cs", "namespace X; partial class A;"),
            ("High/A.More.cs", "namespace X; partial class A;"))).Folders));

    [Theory]
    [InlineData("void M(Job job) => job.Step = 1;", "Job.Step")]
    [InlineData("void M(Job job) => job.Step += 1;", "Job.Step")]
    [InlineData("void M(Job job) => job.Tries++;", "Job.Tries")]
    [InlineData("void M(Job job) => (job.Step, _) = (1, 2);", "Job.Step")]
    [InlineData("void M(Job job) => Change(ref job.Step); void Change(ref int n) { }", "Job.Step")]
    [InlineData("void M(Job job) { ref var step = ref job.Step; step = 1; }", "Job.Step")]
    [InlineData("void M(Job? job) => job?.Lanes.Add(1);", "Job.Lanes")]
    [InlineData("void M(Job job) => job.Lanes[0] = 1;", "Job.Lanes")]
    [InlineData("void M(Job job) => job.Place.Row = 1;", "Job.Place, Place.Row")]
    [InlineData("void M(Job[] jobs) { ref var place = ref jobs[0].Place; place.Row = 1; }", "Job.Place, Place.Row")]
    [InlineData("void M(Job job) { ref var step = ref job.Step; var n = step + Volatile.Read(ref job.Step); }", "")]
    [InlineData("void M(Job job) { var place = job.Place; place.Row = 1; }", "")]
    [InlineData("void M() { var job = new Job { Step = 1 }; }", "")]
    [InlineData("void M(Job job) => job.Go();", "")]
    public void A_member_that_another_type_writes_is_found(string method, string shared)
    {
        var sources = Core(
            ("Scheduling/State/Job.cs", """
                namespace X;
                struct Place { public int Row; }
                class Job
                {
                    public int Step;
                    public List<int> Lanes = [];
                    public Place Place;
                    public int Tries { get; set; }
                    public void Go() => Step = 1;
                }
                """),
            ("Scheduling/Other.cs", $"namespace X; class Other {{ {method} }}"));

        var found = SharedData.In(sources).Where(member => member.IsShared).Select(member => $"{member.Type}.{member.Name}");
        Assert.Equal(shared, string.Join(", ", found));
    }

    [Theory]
    [InlineData("bool IsNew() { _field = 1; return true; }", true)]
    [InlineData("bool HasGone => _field++ == 0;", true)]
    [InlineData("bool MayGo { get { _list.Add(1); return true; } }", true)]
    [InlineData("bool NeedsWork() => Begin(); bool Begin() { Start(); return true; } void Start() => _field = 1;", true)]
    [InlineData("bool IsNew { get => _field == 0; set => _field = 1; }", false)]
    [InlineData("bool CanGo() { var n = 0; n++; return n == _field; }", false)]
    [InlineData("bool Begin() { _field = 1; return true; }", false)]
    [InlineData("bool Issue() { _field = 1; return true; }", false)]
    public void A_predicate_that_acts_is_found(string member, bool acts) =>
        Assert.Equal(acts, ActingPredicates.In(Core(("A.cs", $"class A {{ int _field; List<int> _list = []; {member} }}"))).Count == 1);

    private static Sources Core(params (string Path, string Text)[] files) =>
        new([.. files.Select(file => SourceFile.Parse(file.Text, $"src/Campaigns.Core/{file.Path}"))]);
}
