namespace Campaigns.Handlebars;

/// <summary>What Handlebars templates may do.</summary>
public sealed class HandlebarsTemplatesOptions
{
    /// <summary>
    /// Whether HTML and XML templates may write values unescaped, with <c>{{{…}}}</c>. False by default: a template with three opening braces does
    /// not compile, because whoever fills in a contact's data could put markup into the message.
    /// </summary>
    public bool AllowUnescaped { get; set; }

    /// <summary>
    /// Templates by name that other templates, and one another, write with <c>{{> footer}}</c>. They see what stands where they are
    /// written. Empty by default.
    /// </summary>
    public IDictionary<string, string> Partials { get; } = new Dictionary<string, string>();

    /// <summary>
    /// Helpers by name: each makes a text of its arguments, as in <c>{{upper contact.first_name}}</c>, and the text is escaped as a value is. An
    /// argument without a value is an error before the helper is called. Called by several threads at once. Empty by default.
    /// </summary>
    public IDictionary<string, Func<IReadOnlyList<string>, string>> Helpers { get; } = new Dictionary<string, Func<IReadOnlyList<string>, string>>();
}
