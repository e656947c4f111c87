using static Campaigns.Handlebars.Tests.Templates;

namespace Campaigns.Handlebars.Tests;

public class CompilationTests
{
    [Theory]
    [InlineData("Hi {{contact.first_name", "Reached end of template before the expression was closed.")]
    [InlineData("{{#if contact.first_name}}Hi", "Reached end of template before block expression")]
    [InlineData("{{/if}}", "A closing element")]
    [InlineData("{{}}", "Reached unparseable token in expression")]
    public void Text_that_is_no_template_is_refused(string text, string problem)
    {
        var refused = Assert.Throws<TemplateException>(() => new HandlebarsTemplates().Compile(text, ContentFormat.Text));
        Assert.Contains(problem, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Template_may_use_a_partial_that_it_defines_itself() =>
        Assert.Equal("own Ann", Render("{{#*inline \"mine\"}}own {{contact.n}}{{/inline}}{{> mine}}", ("n", "Ann")));

    [Fact]
    public void Template_is_used_by_many_threads_at_once_while_others_compile()
    {
        var templates = new HandlebarsTemplates();
        var template =
            templates.Compile("{{#if contact.n}}{{contact.n}}{{/if}} {{default contact.none 'x'}} {{company.name}}", ContentFormat.Html);
        Parallel.For(0, 4_000, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            var data = Ann(("n", $"N{i}<"), ("company.name", $"C{i}"));
            Assert.Equal($"N{i}&lt; x C{i}", template(data));
            if (i % 40 == 0)
            {
                Assert.Equal($"{i} N{i}<", templates.Compile($"{i} {{{{contact.n}}}}", ContentFormat.Text)(data));
            }
        });
    }
}
