namespace Campaigns.Orleans.Client.Members;

/// <summary>How far the work of a session is.</summary>
/// <param name="Progress">The progress reports since the last answer.</param>
/// <param name="IsDone">Whether the work has ended, with the report.</param>
/// <param name="Report">The report.</param>
internal sealed record WorkAnswer<T>(IReadOnlyList<EnrollmentProgress> Progress, bool IsDone, T? Report);

/// <summary>Events of a session.</summary>
/// <param name="Events">The events.</param>
/// <param name="IsEnded">Whether there will be no more.</param>
internal sealed record EventsAnswer(IReadOnlyList<CampaignEvent> Events, bool IsEnded);

internal sealed record ContactPortion(IReadOnlyList<ContactStatus> Contacts, string? Cursor);
