using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Campaigns;

/// <summary>Content as sent.</summary>
/// <param name="Content">The content.</param>
/// <param name="Hash">The first 8 bytes of the SHA-256 of subject, line feed and body in UTF-8.</param>
internal sealed record SentContent(MessageContent Content, long Hash)
{
    public static SentContent Of(MessageContent content)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{content.Subject}\n{content.Body}"), hash);
        return new SentContent(content, BinaryPrimitives.ReadInt64BigEndian(hash));
    }
}

/// <summary>The content of one contact step: its text and hash, or its templates. Prepared on first use and kept with the plan.</summary>
internal sealed class StepContent
{
    private readonly ContactStep _step;
    private SentContent? _literal;
    private Compiled? _templates;

    private StepContent(ContactStep step) => _step = step;

    public bool IsTemplate => _step.IsTemplate;

    /// <summary>The content of a step; null for none.</summary>
    public static StepContent? Of(CampaignStep step) =>
        step is ContactStep contact && (contact.Content is not null || contact.Subject is not null) ? new StepContent(contact) : null;

    /// <summary>The content of the step for a contact, with its hash.</summary>
    /// <exception cref="TemplateException">A variable has no value, or the template no longer compiles.</exception>
    public SentContent Send(Contact contact, SharedFields shared, TemplateLibrary library) => IsTemplate
        ? SentContent.Of(FillIn(contact, shared, library))
        : _literal ??= SentContent.Of(FillIn(contact, shared, library));

    /// <summary>The content of the step for a contact.</summary>
    /// <exception cref="TemplateException">As <see cref="Send"/>.</exception>
    public MessageContent FillIn(Contact contact, SharedFields shared, TemplateLibrary library)
    {
        var (body, subject) = (_step.Content, _step.Subject);
        if (IsTemplate)
        {
            var templates = _templates ??= Compile(library);
            var data = shared.With(contact);
            body = templates.Body is null ? null : library.Render(templates.Body, data);
            subject = templates.Subject is null ? null : library.Render(templates.Subject, data);
        }

        return new MessageContent(body, subject is null ? null : ContentEscaping.OnOneLine(subject));
    }

    private Compiled Compile(TemplateLibrary library) => new(
        _step.Content is { } body ? library.Compile(body, _step.Format) : null,
        _step.Subject is { } subject ? library.Compile(subject, ContentFormat.Text) : null);

    private sealed record Compiled(Func<TemplateData, string>? Body, Func<TemplateData, string>? Subject);
}
