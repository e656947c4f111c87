using System.Reflection;

namespace Campaigns.Rules.Tests.Support;

/// <summary>A program in the documentation that states its output in the comment <c>&lt;!-- prints: Completed --&gt;</c>.</summary>
internal static class DocumentedProgram
{
    private const string Prints = "prints:";
    private static readonly Lock OneAtATime = new(); // the console belongs to the process

    /// <summary>The expected output; null for a block that does not state it.</summary>
    public static string? ExpectedOutput(CodeBlock block) =>
        block.Comment.StartsWith(Prints, StringComparison.Ordinal) ? block.Comment[Prints.Length..].Trim() : null;

    /// <summary>Compiles and runs a block.</summary>
    /// <returns>The output, trimmed.</returns>
    public static string Run(CodeBlock block)
    {
        using var image = new MemoryStream();
        var emitted = Snippet.Compile(block).Emit(image);
        Assert.True(emitted.Success, string.Join('\n', emitted.Diagnostics));
        var main = Assembly.Load(image.ToArray()).EntryPoint!;
        lock (OneAtATime)
        {
            var console = Console.Out;
            using var output = new StringWriter();
            Console.SetOut(output);
            try
            {
                main.Invoke(null, main.GetParameters().Length == 0 ? [] : [Array.Empty<string>()]);
            }
            finally
            {
                Console.SetOut(console);
            }

            return output.ToString().Trim();
        }
    }
}
