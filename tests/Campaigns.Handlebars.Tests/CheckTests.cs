namespace Campaigns.Handlebars.Tests;

/// <summary>A template that is invalid for every contact is refused with a hint, before any contact is enrolled.</summary>
public class CheckTests
{
    private static string Problem(
        string text, ContentFormat format = ContentFormat.Text, Action<HandlebarsTemplatesOptions>? configure = null) =>
        Assert.Throws<TemplateException>(() => Compile(text, format, configure)).Message;

    private static Func<TemplateData, string> Compile(
        string text, ContentFormat format = ContentFormat.Text, Action<HandlebarsTemplatesOptions>? configure = null) =>
        WithShout(configure).Compile(text, format);

    private static HandlebarsTemplates WithShout(Action<HandlebarsTemplatesOptions>? configure = null)
    {
        var options = new HandlebarsTemplatesOptions { Helpers = { ["shout"] = texts => texts[0].ToUpperInvariant() } };
        configure?.Invoke(options);
        return new HandlebarsTemplates(options);
    }

    [Theory]
    [InlineData("Hi {{first_name}}", "there is no first_name; write contact.first_name")]
    [InlineData("Hi {{~first_name~}}", "there is no first_name; write contact.first_name")]
    [InlineData("Hi {{{first_name}}}", "there is no first_name; write contact.first_name")]
    [InlineData("of {{company_name}}", "there is no company_name; write company.company_name")]
    [InlineData("{{Contact.key}}", "there is no Contact.key; write contact.key")]
    [InlineData("{{user.name}}", "there is no user.name: a variable begins with contact. or company. or campaign. or tenant.")]
    [InlineData("{{contact.address.city}}", "there is no contact.address.city: a value has no parts. Write a name with a dot in brackets, such as contact.[address.city]")]
    [InlineData("{{contact/key/Length}}", "there is no contact/key/Length: a value has no parts")]
    [InlineData("{{contact}}", "contact is not a value; write contact. and a name")]
    [InlineData("{{#if nickname}}x{{/if}}", "there is no nickname; write contact.nickname")]
    [InlineData("{{#if contact.a}}x{{else if nickname}}y{{/if}}", "there is no nickname; write contact.nickname")]
    [InlineData("{{#if contact.a}}x{{else}}{{nickname}}{{/if}}", "there is no nickname; write contact.nickname")]
    [InlineData("{{#unless vip}}x{{/unless}}", "there is no vip; write contact.vip")]
    [InlineData("{{default nickname 'there'}}", "there is no nickname; write contact.nickname")]
    [InlineData("{{shout first_name}}", "there is no first_name; write contact.first_name")]
    [InlineData("{{shout (default nickname 'x')}}", "there is no nickname; write contact.nickname")]
    [InlineData("{{#with contact}}{{@root.first_name}}{{/with}}", "there is no first_name; write contact.first_name")]
    [InlineData("{{#each contact}}x{{/each}}{{name}}", "there is no name; write contact.name")]
    [InlineData("{{upper contact.key}}", "there is no helper upper; there are if, unless, with, each, default, lookup, shout")]
    [InlineData("{{#if (eq contact.key 'x')}}x{{/if}}", "there is no helper eq")]
    [InlineData("{{#repeat contact.key}}x{{/repeat}}", "there is no block helper repeat; there are if, unless, with, each")]
    [InlineData("{{> footer}}", "there is no partial footer; none is registered in HandlebarsTemplatesOptions.Partials")]
    [InlineData("{{> 'foot er'}}", "there is no partial foot er")]
    [InlineData("Hi {{contact.key}},\n\n{{#if contact.key}}\n{{role}}{{/if}}", "line 4: there is no role; write contact.role")]
    [InlineData("{{contact['first_name']}}", "there is no contact['first_name']; write contact.[first_name]")]
    [InlineData("\r\n{{!-- {{odd}}\n --}}{{\ncompanyname}}", "line 3: there is no companyname; write company.companyname")]
    public void Template_that_can_never_be_filled_in_is_refused(string text, string problem) =>
        Assert.StartsWith(problem, Problem(text), StringComparison.Ordinal);

    [Theory]
    [InlineData("{{ contact.first_name || 'Hello' }}")]
    [InlineData("{{contact.first_name ?? 'Hello'}}")]
    [InlineData("{{contact.first_name | default: 'Hello'}}")]
    public void Fallback_of_another_language_is_refused_with_our_own(string text) =>
        Assert.EndsWith(
            """write a fallback for a missing value as {{default contact.first_name "there"}}""", Problem(text), StringComparison.Ordinal);

    public static TheoryData<string> OfLongNames
    {
        get
        {
            var name = new string('x', 10_000);
            return new(
                $"{{{{{name}}}}}", $"{{{{{name} contact.key}}}}", $"{{{{#{name} contact.key}}}}x{{{{/{name}}}}}", $"{{{{> {name}}}}}",
                $"{{{{contact.{name}.{name}}}}}",
                $"{{{{#if {name}}}}}x{{{{/if}}}}", $"{{{{#if contact.a}}}}x{{{{/{name}}}}}", $"{{{{default {name}}}}}", $"{{{{{name}.b}}}}",
                $"{{{{{{{{{name}}}}}}}}}",
                $"{{{{contact['{name}']}}}}", $"{{{{contact.[{name.Replace("xx", "x ", StringComparison.Ordinal)}].b}}}}");
        }
    }

    [Theory]
    [MemberData(nameof(OfLongNames))]
    public void Long_name_is_shown_in_part_and_does_not_hide_the_hint(string text)
    {
        var problem = Problem(text);

        Assert.InRange(problem.Length, 1, 650);
        Assert.DoesNotContain(new string('x', 101), problem, StringComparison.Ordinal);
        Assert.True(!text.StartsWith("{{xxx", StringComparison.Ordinal) || problem.Contains("; write contact.", StringComparison.Ordinal)
            || problem.Contains("there are if", StringComparison.Ordinal) || problem.Contains(
                "a variable begins", StringComparison.Ordinal), problem);
    }

    [Fact]
    public void Long_name_without_a_value_is_shown_in_part()
    {
        var template = Compile($"{{{{contact.{new string('x', 10_000)}}}}}");

        Assert.InRange(Assert.Throws<TemplateException>(() => template(Templates.Ann())).Message.Length, 1, 200);
    }

    [Theory]
    [InlineData("{{contact.a}}{{company.b}}{{campaign.c}}{{tenant.d}}{{contact.[a b.c]}}{{contact/a}}{{this.contact.a}}{{./contact.a}}{{@root.contact.a}}")]
    [InlineData("{{#with contact}}{{first_name}}{{this.x}}{{../company.name}}{{/with}}")]
    [InlineData("{{#with contact as |c|}}{{c.first_name}}{{/with}}")]
    [InlineData("{{#each company}}{{@key}}{{this}}{{@index}}{{#unless @last}},{{/unless}}{{anything}}{{/each}}")]
    [InlineData("{{#if contact.a}}x{{else if company.b}}y{{else}}z{{/if}}{{#if contact.q}}a{{^}}{{contact.b}}{{/if}}")]
    [InlineData("{{lookup contact 'first name'}}{{default contact.a \"}} {{odd\" 12 true}}{{'text'}}")]
    [InlineData("{{! {{odd}} {{!-- {{odd}} {{> none}} --}}\\{{odd}} }} {odd}")]
    [InlineData("{{#*inline 'mine'}}{{contact.a}}{{/inline}}{{> mine}}")]
    [InlineData("{{> mine}}{{#*inline \"mine\"}}{{contact.a}}{{/inline}}")]
    [InlineData("{{#> layout}}{{contact.a}}{{/layout}}")]
    [InlineData("{{shout (default contact.a 'x')}}{{#if (shout contact.a)}}x{{/if}}")]
    public void Template_that_some_contact_can_be_told_is_taken(string text) => Assert.NotNull(Compile(text));

    [Fact]
    public void Partial_is_written_in_place_and_sees_what_stands_there()
    {
        var options = new HandlebarsTemplatesOptions
        {
            Partials = { ["footer"] = "<i>{{contact.n}} {{> [sign off]}}</i>", ["sign off"] = "{{tenant.sender}}", ["named"] = "{{n}}",
                ["sized"] = "{{size}}" },
        };
        string Render(string text, ContentFormat format) =>
            new HandlebarsTemplates(options).Compile(text, format)(Templates.Ann(("n", "A&A")));

        Assert.Equal("Hi. <i>A&A Bo & Co</i>", Render("Hi. {{> footer}}", ContentFormat.Text));
        Assert.Equal("Hi. <i>A&amp;A Bo &amp; Co</i>", Render("Hi. {{> footer}}", ContentFormat.Html));
        Assert.Equal("A&A", Render("{{#with contact}}{{> named}}{{/with}}", ContentFormat.Text));
        Assert.Equal("small", Render("{{> sized size='small'}}", ContentFormat.Text));
    }

    [Fact]
    public void Partial_is_checked_where_it_is_used()
    {
        void Configure(HandlebarsTemplatesOptions options) => options.Partials["named"] = "\n{{n}}";

        Assert.Equal("the partial named, line 2: there is no n; write contact.n", Problem("{{> named}}", configure: Configure));
        Assert.NotNull(Compile("{{#with contact}}{{> named}}{{/with}}", configure: Configure));
        Assert.Contains("there are named in", Problem("{{> nmaed}}", configure: Configure), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{{#if contact.a}}", "the partial footer: Reached end of template")]
    [InlineData("{{> other}}", "the partial footer: there is no partial other")]
    [InlineData("a\n{{> footer}}", "the partial footer, line 2: the partial footer uses itself")]
    [InlineData("{{upper contact.a}}", "the partial footer: there is no helper upper")]
    public void Partial_that_is_no_template_is_refused_when_it_is_registered(string partial, string problem) =>
        Assert.StartsWith(problem, Problem("", configure: options => options.Partials["footer"] = partial), StringComparison.Ordinal);

    [Fact]
    public void Partial_may_not_write_unescaped_either()
    {
        void Configure(HandlebarsTemplatesOptions options) => options.Partials["raw"] = "{{{contact.a}}}";

        Assert.Contains(
            "the partial raw writes a value unescaped", Problem("{{> raw}}", ContentFormat.Html, Configure), StringComparison.Ordinal);
        Assert.NotNull(Compile("{{> raw}}", ContentFormat.Text, Configure));
    }

    [Fact]
    public void Lines_are_counted_from_1() =>
        Assert.Contains("(line 3)", Problem("a\nb\nHi {{contact.first_name"), StringComparison.Ordinal);

    [Theory]
    [InlineData("{{campaign.a}}{{#if contact.x}}{{campaign.b}}{{/if}}{{shout campaign.c}}", "campaign.a campaign.b campaign.c")]
    [InlineData("{{#if campaign.a}}{{campaign.a}}{{else}}{{campaign.b}}{{/if}}{{default campaign.c 'x'}}", "")]
    [InlineData("{{#with campaign}}{{a}}{{/with}}", "")]
    public void Variables_that_are_always_written_are_told(string text, string variables) =>
        Assert.Equal(
            variables,
            string.Join(' ', WithShout().VariablesOf(text, ContentFormat.Text)
                .Where(name => name.StartsWith("campaign", StringComparison.Ordinal)).Order()));
}
