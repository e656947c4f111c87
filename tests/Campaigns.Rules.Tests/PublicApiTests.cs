using Campaigns.Rules.Tests.Support;
using Microsoft.CodeAnalysis;

namespace Campaigns.Rules.Tests;

/// <summary>The public surface of every library stands in a file, so that a change of it is seen in review.</summary>
public sealed class PublicApiTests
{
    private const string UpdateVariable = "UPDATE_PUBLIC_API";

    public static TheoryData<string> Assemblies => [.. ShippedAssemblies.Names];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void The_public_api_is_the_one_on_file(string assembly)
    {
        var file = $"tests/Campaigns.Rules.Tests/PublicApi/{assembly}.txt";
        var actual = PublicApi.Render(assembly);
        if (Environment.GetEnvironmentVariable(UpdateVariable) == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Repository.FullPath(file))!);
            File.WriteAllText(Repository.FullPath(file), actual);
        }

        var expected = Repository.Exists(file) ? Repository.Read(file) : "";
        var difference = PublicApiDifference.Between(expected, actual);
        Assert.True(
            difference.Length == 0,
            $"{file} differs (- on file, + as built):\n{difference}\n"
            + $"If the change is meant, run the tests again with {UpdateVariable}=1 and commit the file.");
    }

    [Fact]
    public void The_rule_can_fail()
    {
        const string shown = """
            namespace Shown;
            public record Row(int A, string? B) { protected virtual void Extend() { } }
            public sealed class Leaf { internal void Hidden() { } public const int Number = 3; public required int Set { get; set; } }
            public enum Word { One = 1 }
            internal sealed class Unseen { public void Method() { } }
            """;
        var rendered = PublicApi.Render(Emitted(shown).GlobalNamespace);

        Assert.Equal(
            """
            sealed class Shown.Leaf
                Leaf()
                const int Number = 3
                required int Set { get; set; }

            record Shown.Row : IEquatable<Row>
                Row(int A, string? B)
                int A { get; init; }
                protected virtual void Extend()
                string? B { get; init; }

            enum Shown.Word
                One = 1

            """.ReplaceLineEndings("\n"),
            rendered);
        Assert.Equal(
            "+ sealed class Shown.Leaf | const int Number = 3",
            PublicApiDifference.Between(rendered.Replace("    const int Number = 3\n", "", StringComparison.Ordinal), rendered));
    }

    private static IAssemblySymbol Emitted(string source)
    {
        using var image = new MemoryStream();
        Assert.True(Compiler.Compile([SourceFile.Parse(source).Tree]).Emit(image).Success);
        var reference = MetadataReference.CreateFromImage(image.ToArray());
        return (IAssemblySymbol)Compiler.Compile([]).AddReferences(reference).GetAssemblyOrModuleSymbol(reference)!;
    }
}
