using System.Text.RegularExpressions;
using Campaigns.Rules.Tests.Support;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Project = Campaigns.Rules.Tests.Support.Project;

namespace Campaigns.Rules.Tests;

/// <summary>The libraries read no ambient clock and never block on a task: see eng/BannedSymbols.txt.</summary>
public sealed partial class BannedApiTests
{
    private const string BanRule = "RS0030";
    private const string List = "eng/BannedSymbols.txt";

    /// <summary>The one file that may use the system clock.</summary>
    private const string ExemptFile = "SystemTime.cs";

    [Fact]
    [Trait("Category", "Process")]
    public void Every_library_is_built_with_the_list() =>
        Assert.All(Project.Libraries, project =>
        {
            Assert.Contains("Microsoft.CodeAnalysis.BannedApiAnalyzers", project.References("PackageReference"));
            Assert.Contains(Repository.FullPath(List), project.References("AdditionalFiles").Select(Path.GetFullPath));
            Assert.Equal("true", project.Property("TreatWarningsAsErrors"));
            Assert.DoesNotContain(BanRule, project.Property("NoWarn"), StringComparison.Ordinal);
            Assert.DoesNotContain(BanRule, project.Property("WarningsNotAsErrors"), StringComparison.Ordinal);
        });

    [Fact]
    public void The_ban_is_lifted_nowhere_but_around_the_system_clock() =>
        Offenders.AssertNone(
            $"Only {ExemptFile} may mention {BanRule}, and no file disables all warnings.",
            from file in Repository.FilesUnder("src")
            where Path.GetFileName(file) != ExemptFile && LiftsTheBan(Repository.Read(file))
            select file);

    [Fact]
    public void An_editorconfig_keeps_the_ban_an_error() =>
        Offenders.AssertNone(
            $"{BanRule} is an error everywhere.",
            from file in Repository.Files
            where Path.GetFileName(file) is ".editorconfig" or ".globalconfig"
            from line in Repository.Read(file).Split('\n')
            where line.Contains(BanRule, StringComparison.Ordinal) && !line.EndsWith("= error", StringComparison.Ordinal)
            select $"{file}: {line}");

    [Fact]
    public void Nothing_blocks_on_a_task_or_leaves_its_scheduler() =>
        Offenders.AssertNone(
            "No .Wait(), .GetResult() or .ConfigureAwait(), and no .Result of a task that may be running.",
            SourceFile.OfTheLibraries.SelectMany(Blocking));

    [Fact]
    public void Every_line_of_the_list_bans_something_that_exists()
    {
        var runtime = Compiler.Compile([]);
        Offenders.AssertNone(
            $"Every line of {List} is `documentation id;message`, and the id names something.",
            Repository.Read(List).Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => !BansSomething(line, runtime)));
    }

    [Theory]
    [InlineData("object M(Task<int> t) => t.Result;")]
    [InlineData("void M(Task t) => t.Wait();")]
    [InlineData("void M(Task t) => t.GetAwaiter().GetResult();")]
    [InlineData("async Task M(Task t) => await t.ConfigureAwait(false);")]
    public void The_rule_about_blocking_can_fail(string method) =>
        Assert.Single(Blocking(SourceFile.Parse($"class Bad {{ {method} }}")));

    [Theory]
    [InlineData("int M(ValueTask<int> t) => t.IsCompletedSuccessfully ? t.Result : 0;")]
    [InlineData("void M(object o) => Monitor.Wait(o);")]
    public void The_rule_about_blocking_lets_pass(string method) =>
        Assert.Empty(Blocking(SourceFile.Parse($"class Good {{ {method} }}")));

    [Theory]
    [InlineData("P:System.DateTime.Noww;Time is injected", false)]
    [InlineData("M:System.Threading.Thread.Sleep(System.Int64);Never sleep", false)]
    [InlineData("P:System.DateTime.Now", false)]
    [InlineData("P:System.DateTime.Now;Time is injected", true)]
    public void The_rule_about_the_list_can_fail(string line, bool good) =>
        Assert.Equal(good, BansSomething(line, Compiler.Compile([])));

    [Theory]
    [InlineData("#pragma warning disable RS0030 // Do not use banned APIs", true)]
    [InlineData("#pragma warning disable", true)]
    [InlineData("#pragma warning disable CS0001", false)]
    public void The_rule_about_lifting_the_ban_can_fail(string text, bool lifts) => Assert.Equal(lifts, LiftsTheBan(text));

    private static bool LiftsTheBan(string text) => text.Contains(BanRule, StringComparison.Ordinal) || DisablesEverything().IsMatch(text);

    private static bool BansSomething(string line, Compilation compilation)
    {
        var parts = line.Split(';');
        return parts.Length == 2 && DocumentationCommentId.GetFirstSymbolForDeclarationId(parts[0], compilation) is not null;
    }

    private static IEnumerable<string> Blocking(SourceFile file) =>
        from access in file.Nodes<MemberAccessExpressionSyntax>()
        where access.Parent is InvocationExpressionSyntax call ? Blocks(access, call) : ReadsUnfinishedResult(access)
        select $"{file.At(access)}: {access}";

    private static bool Blocks(MemberAccessExpressionSyntax access, InvocationExpressionSyntax call) => access.Name.Identifier.Text switch
    {
        "Wait" or "GetResult" => call.ArgumentList.Arguments.Count == 0, // eng/BannedSymbols.txt bans the overloads with arguments
        "ConfigureAwait" => true,
        _ => false,
    };

    /// <summary>Whether the result of a task is read in a member that does not first ask whether the task has completed.</summary>
    private static bool ReadsUnfinishedResult(MemberAccessExpressionSyntax access) =>
        access.Name.Identifier.Text == "Result" && !access.FirstAncestorOrSelf<MemberDeclarationSyntax>()!.ToString()
            .Contains($"{access.Expression}.IsCompletedSuccessfully", StringComparison.Ordinal);

    [GeneratedRegex(@"^\s*#pragma\s+warning\s+disable\s*(//.*)?$", RegexOptions.Multiline)]
    private static partial Regex DisablesEverything();
}
