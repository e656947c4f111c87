using System.Net;
using System.Xml.Linq;
using FsCheck;
using FsCheck.Fluent;
using static Campaigns.Handlebars.Tests.Templates;

namespace Campaigns.Handlebars.Tests;

/// <summary>A value is always plain text: no contact data can add markup.</summary>
public class EscapingTests
{
    private const string Nasty = "<b a=\"1\" c='2'>&amp;\r\n\t";

    [Fact]
    public void Html_and_xml_values_are_escaped_text_values_are_not()
    {
        Assert.Equal(Nasty.Trim(), Render("{{contact.v}}", ("v", Nasty.Trim())));
        const string escaped = "&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;amp;&#13;&#10;&#9;";
        Assert.Equal(escaped, Render("{{contact.v}}", Ann(("v", Nasty)), ContentFormat.Html));
        Assert.Equal(escaped, Render("{{contact.v}}", Ann(("v", Nasty)), ContentFormat.Xml));
    }

    [Fact]
    public void What_the_template_itself_says_is_not_escaped() =>
        Assert.Equal("<p>Acme &amp; Co</p>", Render("<p>{{company.name}}</p>", Ann(("company.name", "Acme & Co")), ContentFormat.Html));

    [Theory]
    [InlineData("x\n{{{contact.v}}}")]
    [InlineData("x\n{{{~contact.v~}}}")]
    [InlineData("x\n{{{ contact.v }}}")]
    [InlineData("x\n{{{{contact}}}}{{{{/contact}}}}")]
    [InlineData("x\n\\{{a}} {{#if contact.key}}{{{contact.v}}}{{/if}}")]
    public void Markup_template_that_writes_unescaped_does_not_compile_unless_it_is_allowed_to(string template)
    {
        var problem = Assert.Throws<TemplateException>(() => new HandlebarsTemplates().Compile(template, ContentFormat.Html)).Message;
        Assert.Equal(
            "line 2 writes a value unescaped; use two braces, or allow it with HandlebarsTemplatesOptions.AllowUnescaped", problem);
        Assert.Throws<TemplateException>(() => new HandlebarsTemplates().Compile(template, ContentFormat.Xml));
    }

    [Theory]
    [InlineData("{{&contact.v}}")]
    [InlineData("{{& contact.v}}")]
    [InlineData("{{~{contact.v}~}}")]
    public void Other_ways_of_writing_unescaped_do_not_compile(string template) =>
        Assert.Throws<TemplateException>(() => new HandlebarsTemplates().Compile(template, ContentFormat.Html));

    [Fact]
    public void Unescaped_values_can_be_allowed_and_mean_nothing_in_plain_text()
    {
        var options = new HandlebarsTemplatesOptions { AllowUnescaped = true };
        Assert.Equal("<b>", Render("{{{contact.v}}}", Ann(("v", "<b>")), ContentFormat.Html, options));
        Assert.Equal("<b>", Render("{{{contact.v}}}", ("v", "<b>")));
    }

    [Fact]
    public void What_a_helper_makes_of_a_value_is_escaped_too()
    {
        var options = new HandlebarsTemplatesOptions { Helpers = { ["twice"] = texts => texts[0] + texts[0] } };
        Assert.Equal("&lt;&lt;", Render("{{twice contact.v}}", Ann(("v", "<")), ContentFormat.Html, options));
        Assert.Equal("&lt;&lt;&lt;&lt;", Render("{{twice (twice contact.v)}}", Ann(("v", "<")), ContentFormat.Html, options));
        Assert.Equal("&lt;", Render("{{default contact.none contact.v}}", Ann(("v", "<")), ContentFormat.Html, options));
    }

    [Fact]
    public void Helper_is_not_called_with_an_argument_that_has_no_value()
    {
        var options = new HandlebarsTemplatesOptions { Helpers = { ["twice"] = texts => throw new InvalidOperationException(texts[0]) } };

        Assert.Equal(
            "there is no contact.none",
            Assert.Throws<TemplateException>(() => Render("{{twice contact.none}}", Ann(), options: options)).Message);
    }

    [Fact]
    public void Failure_of_a_helper_does_not_tell_the_value()
    {
        var options = new HandlebarsTemplatesOptions { Helpers = { ["twice"] = texts => throw new InvalidOperationException(texts[0]) } };

        var failure = Assert.Throws<TemplateException>(() => Render("{{twice contact.v}}", Ann(("v", "secret")), options: options));

        Assert.Equal("the template failed: InvalidOperationException", failure.Message);
        Assert.DoesNotContain("secret", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Any_value_comes_back_from_xml_and_html_text_and_attributes()
    {
        var xml = new HandlebarsTemplates().Compile("<a b=\"{{contact.v}}\" c='{{contact.v}}'>{{contact.v}}</a>", ContentFormat.Xml);
        var html = new HandlebarsTemplates().Compile("{{contact.v}}", ContentFormat.Html);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2_000), Prop.ForAll(Values, value =>
        {
            var data = Ann(("v", value));
            var parsed = XElement.Parse(xml(data), LoadOptions.PreserveWhitespace);
            var expected = Representable(value);
            var inHtml = html(data);
            return parsed.Value == expected && parsed.Attribute("b")!.Value == expected && parsed.Attribute("c")!.Value == expected
                && !parsed.HasElements && WebUtility.HtmlDecode(inHtml) == expected && inHtml.IndexOfAny(['<', '>', '"', '\'']) < 0;
        }));
    }

    /// <summary>Values full of markup characters, control characters, and halves of and whole surrogate pairs.</summary>
    private static Arbitrary<string> Values => Gen.OneOf(
            Gen.Elements('<', '>', '&', '"', '\'', ';', '#', 'x', ']', '\r', '\n', '\t', '\0', '\u0085', '\ud83d', '\ude00', '\ufffe', ' '),
            Gen.Choose(0, char.MaxValue).Select(c => (char)c))
        .ArrayOf().Select(chars => new string(chars)).Where(value => !string.IsNullOrWhiteSpace(value)).ToArbitrary();

    /// <summary>The part of a value that markup can represent: an independent and slower version of the code.</summary>
    private static string Representable(string value)
    {
        var text = new System.Text.StringBuilder();
        for (var i = 0; i < value.Length; i++)
        {
            var isPair = i + 1 < value.Length && char.IsSurrogatePair(value, i);
            var isLost = !isPair
                && ((char.IsControl(value[i]) && !"\r\n\t".Contains(value[i])) || char.IsSurrogate(value[i]) || value[i] >= '\ufffe');
            text.Append(isLost ? '\ufffd' : value[i]).Append(isPair ? value[++i] : null);
        }

        return text.ToString();
    }
}
