using System.Text.Json;
using System.Text.Json.Serialization;

namespace Campaigns.Recruiting;

/// <summary>A user of the recruiting platform, who sends messages.</summary>
/// <param name="Id">The user's id.</param>
/// <param name="FirstName">The first name. Personal data.</param>
/// <param name="LastName">The last name. Personal data.</param>
/// <param name="Email">The e-mail address. Personal data.</param>
public sealed record PlatformUser(long Id, string? FirstName = null, string? LastName = null, string? Email = null)
{
    /// <summary>Returns the id, without personal data.</summary>
    public override string ToString() => $"user {Id}";
}

/// <summary>A role that candidates are sought for.</summary>
/// <param name="Id">The role's id.</param>
/// <param name="Title">The title.</param>
/// <param name="Description">The description.</param>
public sealed record PlatformRole(long Id, string? Title = null, string? Description = null);

/// <summary>A candidate for a role. The platform also sends a CV, which is skipped.</summary>
/// <param name="Id">The candidate's id.</param>
/// <param name="FirstName">The first name. Personal data.</param>
/// <param name="LastName">The last name. Personal data.</param>
/// <param name="Email">The e-mail address; null for none. Personal data.</param>
/// <param name="LinkedIn">The LinkedIn profile; null for none. Personal data.</param>
public sealed record PlatformCandidate(
    long Id, string? FirstName = null, string? LastName = null, string? Email = null,
    [property: JsonPropertyName("linkedin")] string? LinkedIn = null)
{
    /// <summary>Returns the id, without personal data.</summary>
    public override string ToString() => $"candidate {Id}";
}

/// <summary>A channel that a user has connected, such as a mailbox.</summary>
/// <param name="Id">The channel's id.</param>
/// <param name="Type">The type: <see cref="Email"/> or <see cref="LinkedIn"/>. Channels of other types are not used.</param>
/// <param name="Status">The status: <see cref="Ok"/>, or why the channel cannot be used, such as <c>ERROR_CREDENTIALS</c>.</param>
public sealed record PlatformChannel(long Id, string Type, string Status)
{
    /// <summary>The type of mailboxes.</summary>
    public const string Email = "EMAIL";

    /// <summary>The type of LinkedIn accounts.</summary>
    public const string LinkedIn = "LINKEDIN";

    /// <summary>The status of a channel that can send.</summary>
    public const string Ok = "OK";

    /// <summary>Whether the channel can send. Any status other than <see cref="Ok"/> counts as an error.</summary>
    [JsonIgnore]
    public bool IsUsable => Status == Ok;
}

/// <summary>A message in the chat of a channel with a candidate.</summary>
/// <param name="Id">The message's id.</param>
/// <param name="From">The sender: the id of the candidate or of the user.</param>
/// <param name="To">The recipient: the id of the candidate or of the user.</param>
/// <param name="Subject">The subject; null for none. Personal data.</param>
/// <param name="Body">The text. Personal data.</param>
/// <param name="SentAt">When it was sent, by the platform's clock; null if unknown.</param>
/// <param name="OpenedAt">When it was opened, by the platform's clock; null if it was not, as far as anybody knows.</param>
public sealed record PlatformMessage(
    long Id, long From, long To, string? Subject = null, string? Body = null, DateTimeOffset? SentAt = null,
    DateTimeOffset? OpenedAt = null)
{
    /// <summary>Returns the id, without content.</summary>
    public override string ToString() => $"message {Id}";
}

/// <summary>The body of a request to send a message.</summary>
internal sealed record PostedMessage(string Body, string? Subject);

/// <summary>The answer to a request to send a message.</summary>
internal sealed record PostedReceipt(long MessageId);

/// <summary>Reads and writes the platform's JSON without reflection.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(PlatformUser))]
[JsonSerializable(typeof(PlatformRole))]
[JsonSerializable(typeof(List<PlatformRole>))]
[JsonSerializable(typeof(PlatformCandidate))]
[JsonSerializable(typeof(List<PlatformChannel>))]
[JsonSerializable(typeof(List<PlatformMessage>))]
[JsonSerializable(typeof(PostedMessage))]
[JsonSerializable(typeof(PostedReceipt))]
internal sealed partial class PlatformJson : JsonSerializerContext;
