using Campaigns.Rules.Tests.Support;
using Microsoft.CodeAnalysis.CSharp;

namespace Campaigns.Rules.Tests;

/// <summary>Arrows inside Core point one way too: engine → scheduler → model. The scheduler is synchronous and pure.</summary>
public sealed class NamespaceLayeringTests
{
    private const string Core = "src/Campaigns.Core/";

    private static readonly string[] ModelFolders =
        ["Client", "Collections", "Content", "Definition", "Errors", "Lifecycle", "Options", "Plans", "Providers", "Status", "Storage", "Values"];
    private static readonly string[] BarredFromTheModel = ["Campaigns.Scheduling", "Campaigns.Engine"];

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

    private static readonly CSharpCompilation CoreCompilation = Sources.OfTheLibraries.Compilation;

    [Fact]
    public void The_scheduler_uses_no_task_no_clock_no_lock_and_no_engine() =>
        Offenders.AssertNone(
            $"Files in Scheduling/ do not use {string.Join(", ", BarredFromTheScheduler)}.",
            In("Scheduling").SelectMany(file => Uses(file, CoreCompilation, BarredFromTheScheduler)));

    [Fact]
    public void The_scheduler_neither_awaits_nor_locks() =>
        Offenders.AssertNone("Files in Scheduling/ have no async, await or lock.", In("Scheduling").SelectMany(AsyncOrLock));

    [Fact]
    public void The_model_does_not_know_the_scheduler_or_the_engine() =>
        Offenders.AssertNone(
            $"Files in {string.Join(", ", ModelFolders)} do not use {string.Join(", ", BarredFromTheModel)}.",
            ModelFolders.SelectMany(In).SelectMany(file => Uses(file, CoreCompilation, BarredFromTheModel)));

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
    [InlineData("class Bad { Unheard _field; }")]
    public void The_rule_about_names_can_fail(string source)
    {
        var file = SourceFile.Parse(source);
        Assert.NotEmpty(Uses(file, Compiler.Compile([file.Tree]), BarredFromTheScheduler));
    }

    [Theory]
    [InlineData("class Bad { async void M() { } }")]
    [InlineData("class Bad { void M() { lock (this) { } } }")]
    [InlineData("class Bad { object M() => async () => { }; }")]
    public void The_rule_about_keywords_can_fail(string source) => Assert.NotEmpty(AsyncOrLock(SourceFile.Parse(source)));

    private static IEnumerable<SourceFile> In(string folder) =>
        CoreFiles.Where(file => file.Path.StartsWith($"{Core}{folder}/", StringComparison.Ordinal));

    private static IEnumerable<string> Uses(SourceFile file, CSharpCompilation compilation, string[] barred)
    {
        var uses =
            from use in NamesInUse.Of(file, compilation)
            where barred.Any(name => use.Name == name || use.Name.StartsWith(name + ".", StringComparison.Ordinal))
            select $"{file.At(use.Node)} uses {use.Name}";
        return uses.Concat(NamesInUse.Unresolved(file, compilation));
    }

    private static IEnumerable<string> AsyncOrLock(SourceFile file) =>
        from token in file.Tree.GetRoot().DescendantTokens()
        where token.Kind() is SyntaxKind.AsyncKeyword or SyntaxKind.AwaitKeyword or SyntaxKind.LockKeyword
        select $"{file.At(token.Parent!)}: {token.Text}";
}
