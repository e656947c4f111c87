using System.Collections.Concurrent;

namespace Campaigns.PostgreSql;

/// <summary>Puts the name of the schema into statements. A statement writes <c>~jobs</c> for the table jobs of the schema.</summary>
/// <param name="schema">The name of the schema, unquoted.</param>
internal sealed class SchemaNames(string schema)
{
    private const string InScripts = ":\"schema\""; // as psql writes a variable that holds a name

    private readonly ConcurrentDictionary<string, string> _texts = new(StringComparer.Ordinal);
    private readonly string _quoted = $"\"{schema.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    public string Schema => schema;

    public string Quoted => _quoted;

    /// <summary>The text of a statement with the schema's name. Texts are constants, so each is replaced once.</summary>
    public string Of(string statement) => _texts.GetOrAdd(statement, text => text.Replace("~", $"{_quoted}.", StringComparison.Ordinal));

    /// <summary>The text of a script with the schema's name.</summary>
    public string OfScript(string script) => script.Replace(InScripts, _quoted, StringComparison.Ordinal);
}
