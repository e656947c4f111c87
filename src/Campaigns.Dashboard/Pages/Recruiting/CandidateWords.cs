using Campaigns.Dashboard.Shared;

namespace Campaigns.Dashboard.Pages.Recruiting;

/// <summary>What the state of a contact is called for a recruiter.</summary>
internal static class CandidateWords
{
    /// <summary>The state: action needed, scheduled, contacted, opened, replied or ended.</summary>
    public static string State(ContactStatus candidate, bool isOpened) => candidate.State switch
    {
        JobState.Replied => "replied",
        JobState.Unknown => "action needed",
        JobState.New or JobState.Waiting or JobState.Live => candidate.WaitingFor is WaitingFor.Task or WaitingFor.Channel ? "action needed"
            : isOpened ? "opened"
            : candidate.Attempts > 0 ? "contacted"
            : "scheduled",
        _ => "ended",
    };

    /// <summary>The class of a state.</summary>
    public static string Tone(string state) => state switch
    {
        "action needed" => "bad",
        "replied" => "good",
        "contacted" or "opened" => "active",
        _ => "",
    };

    /// <summary>What a recruiter does about it, or why it ended; null if nothing is to say.</summary>
    public static string? Advice(ContactStatus candidate) => candidate.State switch
    {
        JobState.Unknown => "Nobody knows whether the last message was sent. Look at the chat.",
        JobState.Replied => "Answer the candidate. Nothing more is sent.",
        JobState.NoResponse => "All messages were sent, and no reply came in time.",
        JobState.Waiting or JobState.New when candidate.WaitingFor == WaitingFor.Channel =>
            $"The channel {candidate.Channel} is not available. Connect it again in the recruiting platform; the message is then sent.",
        JobState.Waiting when candidate.WaitingFor == WaitingFor.Reply => "All messages are sent. A reply still counts.",
        _ when candidate.State.IsTerminal() => Glossary.Words(candidate.State),
        _ => null,
    };

    /// <summary>The filters of the page: their name in the address, what they are called, and what they select.</summary>
    public static readonly IReadOnlyList<(string Name, string Label, ContactFilter Filter)> Filters =
    [
        ("tasks", "to do by hand", new ContactFilter { WaitingFor = WaitingFor.Task }),
        ("channel", "channel is out", new ContactFilter { WaitingFor = WaitingFor.Channel }),
        ("unknown", "perhaps sent", new ContactFilter { State = JobState.Unknown }),
        ("replied", "replied", new ContactFilter { State = JobState.Replied }),
        ("waiting", "under way", new ContactFilter { State = JobState.Waiting }),
        ("silent", "no reply in time", new ContactFilter { State = JobState.NoResponse }),
    ];

    /// <summary>How many candidates of campaigns need somebody to act.</summary>
    public static long NeedsAction(IEnumerable<CampaignStatistics> campaigns) => campaigns.Sum(campaign =>
        campaign.Unknown + campaign.Waiting.GetValueOrDefault(WaitingFor.Task) + campaign.Waiting.GetValueOrDefault(WaitingFor.Channel));
}
