namespace Campaigns.Handlebars;

/// <summary>The options of Handlebars templates.</summary>
public sealed class HandlebarsTemplatesOptions
{
    /// <summary>
    /// Whether HTML and XML templates may write values unescaped, with <c>{{{…}}}</c>. False by default: a template with three opening
    /// braces does not compile, because a contact's data could then add markup to the message.
    /// </summary>
    public bool AllowUnescaped { get; set; }

    /// <summary>
    /// Partials by name. Templates and other partials include one with <c>{{> footer}}</c>. A partial sees the variables at the place of
    /// its inclusion. Empty by default.
    /// </summary>
    public IDictionary<string, string> Partials { get; } = new Dictionary<string, string>();

    /// <summary>
    /// Helpers by name. A helper turns its arguments into a text, as in <c>{{upper contact.first_name}}</c>. The text is escaped like a
    /// value. An argument without a value is an error before the helper is called. Called by several threads at the same time. Empty by
    /// default.
    /// </summary>
    public IDictionary<string, Func<IReadOnlyList<string>, string>> Helpers { get; } =
        new Dictionary<string, Func<IReadOnlyList<string>, string>>();
}
