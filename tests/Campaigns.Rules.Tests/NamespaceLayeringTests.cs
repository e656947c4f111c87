using Campaigns.Rules.Tests.Support;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Campaigns.Rules.Tests;

/// <summary>Dependencies inside Core go one way too: engine → scheduler → model. The scheduler is synchronous and pure.</summary>
public sealed class NamespaceLayeringTests
{
    private const string Core = "src/Campaigns.Core/";

    private static readonly string[] ModelFolders =
        ["Client", "Collections", "Content", "Definition", "Errors", "Lifecycle", "Options", "Plans", "Providers", "Rules", "Status",
            "Storage", "Values"];
    private static readonly string[] BarredFromTheModel = ["Campaigns.Scheduling", "Campaigns.Engine"];

    /// <summary>Types that only the scheduler may use. Other code uses the scheduler's requests and its view.</summary>
    private static readonly string[] BarredFromAllOthers = ["Campaigns.Scheduling.SchedulerState"];

    private static readonly string[] BarredFromTheScheduler =
    [
        "Campaigns.Engine",
        "Campaigns.Storage.IJobStore",
        "System.IO",
        "System.Threading.Lock",
        "System.Threading.Monitor",
        "System.Threading.Tasks",
        "System.Threading.Thread",
        "System.TimeProvider",
    ];

    private static readonly IReadOnlyList<SourceFile> CoreFiles = [.. Sources.OfTheLibraries.Core];

    [Fact]
    public void The_scheduler_uses_no_task_no_clock_no_lock_and_no_engine() =>
        Offenders.AssertNone(
            $"Files in Scheduling/ do not use {string.Join(", ", BarredFromTheScheduler)}.",
            In("Scheduling").SelectMany(file => Uses(file, Sources.OfTheLibraries.ModelOf(file), BarredFromTheScheduler)));

    [Fact]
    public void The_scheduler_neither_awaits_nor_locks() =>
        Offenders.AssertNone("Files in Scheduling/ have no async, await or lock.", In("Scheduling").SelectMany(AsyncOrLock));

    [Fact]
    public void Nobody_else_reaches_the_state_of_the_scheduler() =>
        Offenders.AssertNone(
            $"Files outside Scheduling/ do not use {string.Join(", ", BarredFromAllOthers)}.",
            OutsideTheScheduler().SelectMany(file => Uses(file, Sources.OfTheLibraries.ModelOf(file), BarredFromAllOthers)));

    [Fact]
    public void Nobody_else_writes_what_the_scheduler_holds() =>
        Offenders.AssertNone(
            "Files outside Scheduling/ assign no member of its types.",
            OutsideTheScheduler().SelectMany(file => WritesIntoTheScheduler(file, Sources.OfTheLibraries.ModelOf(file))));

    [Fact]
    public void The_model_does_not_know_the_scheduler_or_the_engine() =>
        Offenders.AssertNone(
            $"Files in {string.Join(", ", ModelFolders)} do not use {string.Join(", ", BarredFromTheModel)}.",
            ModelFolders.SelectMany(In).SelectMany(file => Uses(file, Sources.OfTheLibraries.ModelOf(file), BarredFromTheModel)));

    [Fact]
    public void The_rules_see_every_folder_they_speak_of() =>
        Assert.All(ModelFolders.Append("Scheduling"), folder => Assert.NotEmpty(In(folder)));

    [Theory]
    [InlineData("using System.Threading.Tasks;")]
    [InlineData("class Bad { ValueTask<int> _field; }")]
    [InlineData("class Bad { object M() => System.Threading.Tasks.Task.CompletedTask; }")]
    [InlineData("class Bad { void M(StreamReader reader) { var inferred = reader.ReadLineAsync(); } }")]
    [InlineData("class Bad { object M() => TimeProvider.System; }")]
    [InlineData("class Bad { Lock _field = new(); }")]
    public void The_rule_about_names_can_fail(string source)
    {
        var file = SourceFile.Parse(source);
        Assert.NotEmpty(Uses(file, ModelOf(file), BarredFromTheScheduler));
    }

    [Theory]
    [InlineData("class Bad { object M(Campaigns.Scheduling.Scheduler scheduler) => scheduler.State; }")]
    [InlineData("class Bad { int M(Campaigns.Scheduling.Scheduler scheduler) => scheduler.State.Live; }")]
    [InlineData("class Bad { void M(Campaigns.Scheduling.SchedulerState state) { } }")]
    public void The_rule_about_the_state_can_fail(string source)
    {
        var file = SourceFile.Parse(source + SchedulerOfTheTests);
        Assert.NotEmpty(Uses(file, ModelOf(file), BarredFromAllOthers));
    }

    [Theory]
    [InlineData("scheduler.Live++;")]
    [InlineData("--scheduler.Live;")]
    [InlineData("scheduler.Live = 1;")]
    [InlineData("scheduler.Live += 1;")]
    public void The_rule_about_writes_can_fail(string statement)
    {
        var bad = $"class Bad {{ void M(Campaigns.Scheduling.SchedulerState scheduler) {{ {statement} }} }}";
        var file = SourceFile.Parse(bad + SchedulerOfTheTests);
        Assert.NotEmpty(WritesIntoTheScheduler(file, ModelOf(file)));
    }

    [Theory]
    [InlineData("class Bad { async void M() { } }")]
    [InlineData("class Bad { void M() { lock (this) { } } }")]
    [InlineData("class Bad { object M() => async () => { }; }")]
    public void The_rule_about_keywords_can_fail(string source) => Assert.NotEmpty(AsyncOrLock(SourceFile.Parse(source)));

    private const string SchedulerOfTheTests = """

        namespace Campaigns.Scheduling
        {
            class SchedulerState { public int Live { get; set; } }
            class Scheduler { public SchedulerState State { get; } = new(); }
        }
        """;

    private static IEnumerable<SourceFile> OutsideTheScheduler() => CoreFiles.Except(In("Scheduling"));

    private static IEnumerable<SourceFile> In(string folder) =>
        CoreFiles.Where(file => file.Path.StartsWith($"{Core}{folder}/", StringComparison.Ordinal));

    private static SemanticModel ModelOf(SourceFile file) => Compiler.Compile([file.Tree]).GetSemanticModel(file.Tree);

    /// <summary>The uses of barred names. A name that nothing resolves is an offense of its own: see <see cref="HouseTests"/>.</summary>
    private static IEnumerable<string> Uses(SourceFile file, SemanticModel model, string[] barred) =>
        from use in NamesInUse.Of(file, model)
        where barred.Any(name => use.Name == name || use.Name.StartsWith(name + ".", StringComparison.Ordinal))
        select $"{file.At(use.Node)} uses {use.Name}";

    private static IEnumerable<string> WritesIntoTheScheduler(SourceFile file, SemanticModel model) =>
        from node in file.Nodes<ExpressionSyntax>()
        let written = WrittenBy(node)
        where written is not null
        let owner = model.GetSymbolInfo(written).Symbol?.ContainingType?.ContainingNamespace.ToDisplayString()
        where owner is not null && (owner + ".").StartsWith("Campaigns.Scheduling.", StringComparison.Ordinal)
        select $"{file.At(node)} writes {written}";

    private static ExpressionSyntax? WrittenBy(ExpressionSyntax node) => node switch
    {
        AssignmentExpressionSyntax { Parent: not InitializerExpressionSyntax } assignment => assignment.Left,
        PostfixUnaryExpressionSyntax { OperatorToken.Text: "++" or "--" } unary => unary.Operand,
        PrefixUnaryExpressionSyntax { OperatorToken.Text: "++" or "--" } unary => unary.Operand,
        _ => null,
    };

    private static IEnumerable<string> AsyncOrLock(SourceFile file) =>
        from token in file.Tree.GetRoot().DescendantTokens()
        where token.Kind() is SyntaxKind.AsyncKeyword or SyntaxKind.AwaitKeyword or SyntaxKind.LockKeyword
        select $"{file.At(token.Parent!)}: {token.Text}";
}
