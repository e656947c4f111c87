namespace Campaigns.Handlebars.Tests;

/// <summary>Renders templates for one contact.</summary>
internal static class Templates
{
    public static TemplateData Ann(params (string Name, string Value)[] data) => new(
        new Contact("ann", "+1 555 010 0001", data: data.ToDictionary(pair => pair.Name, pair => pair.Value)),
        new Dictionary<string, string> { ["name"] = "Spring", ["role"] = "Engineer" },
        new Dictionary<string, string> { ["sender"] = "Bo & Co" });

    public static string Render(
        string template, TemplateData data, ContentFormat format = ContentFormat.Text, HandlebarsTemplatesOptions? options = null) =>
        new HandlebarsTemplates(options ?? new()).Compile(template, format)(data);

    public static string Render(string template, params (string Name, string Value)[] data) => Render(template, Ann(data));

    /// <summary>The problem of a template that cannot be rendered.</summary>
    public static string Problem(string template, params (string Name, string Value)[] data) =>
        Assert.Throws<TemplateException>(() => Render(template, Ann(data))).Message;
}
