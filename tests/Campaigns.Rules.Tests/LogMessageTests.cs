using Campaigns.Rules.Tests.Support;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Campaigns.Rules.Tests;

/// <summary>
/// One class of a library has all its log messages. The generator writes those of several classes in any order, so that two builds would
/// differ: see decision 150.
/// </summary>
public sealed class LogMessageTests
{
    [Fact]
    public void One_class_of_a_library_has_all_log_messages() =>
        Offenders.AssertNone("One class of a library has all its log messages.", BesideOthers(SourceFile.OfTheLibraries));

    [Theory]
    [InlineData("class A { [LoggerMessage(1)] void M() { } [LoggerMessage(2)] void N() { } }", 0)]
    [InlineData("class A { [LoggerMessage(1)] void M() { } } class B { [LoggerMessage(2)] void N() { } }", 2)]
    [InlineData("partial class A { [LoggerMessage(1)] void M() { } } partial class A { [LoggerMessage(2)] void N() { } }", 2)]
    public void The_rule_can_fail(string source, int offenders) =>
        Assert.Equal(offenders, BesideOthers([SourceFile.Parse(source, "src/Some/A.cs")]).Count());

    private static IEnumerable<string> BesideOthers(IEnumerable<SourceFile> files) =>
        from file in files
        from type in file.Nodes<ClassDeclarationSyntax>()
        where type.Members.SelectMany(member => member.AttributeLists).SelectMany(list => list.Attributes)
            .Any(attribute => attribute.Name.ToString() == "LoggerMessage")
        group file.At(type) by file.Path.Split('/')[1] into places
        where places.Count() > 1
        from place in places
        select place;
}
