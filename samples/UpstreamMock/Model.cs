namespace Campaigns.Samples.UpstreamMock;

/// <summary>A user, who signs requests with a token.</summary>
internal sealed record User(long Id, string FirstName, string LastName, string Email);

/// <summary>A role that candidates are sought for.</summary>
internal sealed record Role(long Id, string Title, string Description);

/// <summary>A candidate.</summary>
internal sealed record Candidate(long Id, string FirstName, string LastName, string? Email, string? Linkedin)
{
    public object Cv { get; init; } = new { jobs = new[] { new { title = "Senior Software Engineer", years = 4 } } };
}

/// <summary>A channel that a user has connected.</summary>
internal sealed record Channel(long Id, string Type, string Status);

/// <summary>A message between a user and a candidate.</summary>
internal sealed record Message(long Id, long From, long To, string? Subject, string Body, DateTimeOffset? SentAt)
{
    public DateTimeOffset? OpenedAt { get; init; }
}

/// <summary>The body of a request to send a message.</summary>
internal sealed record NewMessage(string? Body, string? Subject);

/// <summary>The answer to it.</summary>
internal sealed record Receipt(long MessageId);

/// <summary>How the people and the channels behave.</summary>
internal sealed record Habits
{
    /// <summary>After which time a message is opened. Every second candidate opens messages.</summary>
    public TimeSpan OpenAfter { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>After which time a candidate replies to the first message. Every third candidate replies.</summary>
    public TimeSpan ReplyAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often each LinkedIn account is logged out. Zero: never.</summary>
    public TimeSpan LogoutEvery { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>For how long it is logged out.</summary>
    public TimeSpan LogoutFor { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>People and channels that do nothing by themselves.</summary>
    public static Habits None { get; } = new() { OpenAfter = TimeSpan.Zero, ReplyAfter = TimeSpan.Zero, LogoutEvery = TimeSpan.Zero };
}
