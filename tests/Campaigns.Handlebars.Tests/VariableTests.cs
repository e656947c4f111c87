using static Campaigns.Handlebars.Tests.Templates;

namespace Campaigns.Handlebars.Tests;

/// <summary>The meaning of a variable, and the message when it has no value.</summary>
public class VariableTests
{
    [Theory]
    [InlineData("Hi {{contact.first_name}}!", "Hi Ann!")]
    [InlineData("{{contact.key}}", "ann")]
    [InlineData("{{company.name}}", "Acme")]
    [InlineData("{{campaign.role}} of {{campaign.name}}", "Engineer of Spring")]
    [InlineData("{{tenant.sender}}", "Bo & Co")]
    [InlineData("{{contact.[home town]}}", "Ghent")]
    [InlineData("{{contact.[size.shoe]}}", "38")]
    [InlineData("{{lookup contact 'first_name'}}", "Ann")]
    [InlineData("{{#with contact}}{{first_name}}{{/with}}", "Ann")]
    [InlineData("{{#with contact}}{{../company.name}}{{/with}}", "Acme")]
    [InlineData("{{#each company}}{{@key}}={{this}};{{/each}}", "name=Acme;city=Ghent;")]
    [InlineData("{{#each company}}{{@index}} {{this}}{{#unless @last}}, {{/unless}}{{/each}}", "0 Acme, 1 Ghent")]
    [InlineData("no braces at all", "no braces at all")]
    [InlineData("{{! a comment }}{{!-- {{and}} another --}}x", "x")]
    public void Variables_of_the_four_roots_are_filled_in(string template, string expected) =>
        Assert.Equal(
            expected,
            Render(template, ("first_name", "Ann"), ("company.name", "Acme"), ("company.city", "Ghent"), ("home town", "Ghent"), ("size.shoe", "38")));

    [Theory]
    [InlineData("Hi {{contact.first_name}}", "there is no contact.first_name")]
    [InlineData("{{company.name}}", "there is no company.name")]
    [InlineData("{{campaign.budget}}", "there is no campaign.budget")]
    [InlineData("{{tenant.phone}}", "there is no tenant.phone")]
    [InlineData("{{contact.blank}}", "there is no contact.blank")]
    [InlineData("{{lookup contact 'first_name'}}", "there is no contact.first_name")]
    [InlineData("{{#with contact}}{{this.first_name}}{{/with}}", "there is no contact.first_name")]
    [InlineData("{{#if contact.key}}{{contact.first_name}}{{/if}}", "there is no contact.first_name")]
    [InlineData("{{{contact.first_name}}}", "there is no contact.first_name")]
    [InlineData("{{default contact.first_name company.name}}", "there is no contact.first_name")]
    [InlineData("{{this}}", "this is not a value; write contact. and a name")]
    [InlineData("{{contact.Count}}", "there is no contact.Count")]
    public void Missing_variable_is_named(string template, string problem) => Assert.Equal(problem, Problem(template, ("blank", " ")));

    [Theory]
    [InlineData("{{#if contact.nickname}}{{contact.nickname}}{{else}}there{{/if}}")]
    [InlineData("{{#unless contact.nickname}}there{{/unless}}")]
    [InlineData("{{default contact.nickname 'there'}}")]
    [InlineData("{{#with contact.nickname}}{{this}}{{else}}there{{/with}}")]
    [InlineData("{{#each contact.nickname}}{{this}}{{else}}there{{/each}}")]
    [InlineData("{{#if (default contact.nickname '')}}{{else}}there{{/if}}")]
    public void Optional_variable_can_be_asked_for(string template)
    {
        Assert.Equal("there", Render(template));
        Assert.Equal("there", Render(template, ("nickname", "  ")));
    }
}
