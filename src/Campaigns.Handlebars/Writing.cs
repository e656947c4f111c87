using System.Diagnostics.CodeAnalysis;
using System.Text;
using HandlebarsDotNet;
using HandlebarsDotNet.IO;

namespace Campaigns.Handlebars;

/// <summary>Escapes values for a format.</summary>
internal sealed class FormatEncoder(ContentFormat format) : ITextEncoder
{
    public void Encode(StringBuilder? text, TextWriter target) => Encode(text?.ToString(), target);

    public void Encode(string? text, TextWriter target) => target.Write(format.Escape(text ?? ""));

    public void Encode<T>(T? text, TextWriter target)
        where T : IEnumerator<char>
    {
        var whole = new StringBuilder();
        while (text is not null && text.MoveNext())
        {
            whole.Append(text.Current);
        }

        Encode(whole, target);
    }
}

/// <summary>Refuses to write a missing value or a root.</summary>
internal sealed class MissingFormatter : IFormatter, IFormatterProvider
{
    public bool TryCreateFormatter(Type type, [NotNullWhen(true)] out IFormatter? formatter)
    {
        formatter = type == typeof(UndefinedBindingResult) || typeof(Variables).IsAssignableFrom(type) ? this : null;
        return formatter is not null;
    }

    public void Format<T>(T value, in EncodedTextWriter writer) => throw (value switch
    {
        RootValues { Root: var root } => new TemplateException($"{root} is not a value; write {root}. and a name"),
        Variables => new TemplateException("this is not a value; write contact. and a name"),
        _ => Variables.Missing(value),
    });
}

/// <summary>Refuses partials that are not registered, because the authors of templates must not read files.</summary>
internal sealed class NoPartials : IPartialTemplateResolver
{
    public bool TryRegisterPartial(IHandlebars env, string? partialName, string? templatePath) =>
        throw new TemplateException("it uses a partial that it does not define");
}
