using Campaigns.Engine;
using Campaigns.Scheduling;
using static Campaigns.Orleans.Client.Members.MemberTable;

namespace Campaigns.Orleans.Client.Members;

/// <summary>Members of webhooks: reports, events, the do-not-contact list.</summary>
internal static class ReportMembers
{
    public static readonly ShardMember<ProviderReport, ReportReceipt> Report = Ask<ProviderReport, ReportReceipt>(
        "Report", isSafe: true, (side, report, token) => side.Engine.Reports.ReportAsync(report, token));

    /// <summary>Whether the shard has the call with a provider's id.</summary>
    public static readonly ShardMember<CallAt, bool> HasCall = Ask<CallAt, bool>(
        "HasCall", isSafe: true,
        (side, at, token) => ((CampaignClient)side.Engine.Client).PostAsync(new FindCallCommand(at), token, nameof(HasCall)));

    /// <summary>The stamp that the ids of the shard's attempts hold.</summary>
    public static readonly ShardMember<Empty, ulong> Stamp = Ask<Empty, ulong>(
        "Stamp", isSafe: true,
        (side, _, token) => ((CampaignClient)side.Engine.Client).AskAsync(scheduler => scheduler.View.Stamp, token, nameof(Stamp)));

    public static readonly ShardMember<EventsAt, IReadOnlyList<IngestReceipt>> Ingest = Ask<EventsAt, IReadOnlyList<IngestReceipt>>(
        "Ingest", isSafe: true, (side, at, token) => side.Engine.Reports.IngestAsync(at.Events, token));

    public static readonly ShardMember<ContactEvent, int> ReportEvent = Ask<ContactEvent, int>(
        "ReportEvent", isSafe: false, (side, happened, token) => side.Engine.Reports.ReportEventAsync(happened, token));

    public static readonly ShardMember<Suppression, bool> Suppress = Do<Suppression>(
        "Suppress", isSafe: true, (side, person, token) => side.Engine.Reports.SuppressAsync(person, token));

    public static readonly ShardMember<Suppression, bool> Unsuppress = Do<Suppression>(
        "Unsuppress", isSafe: true, (side, person, token) => side.Engine.Reports.UnsuppressAsync(person, token));

    /// <summary>Looks for a call as a report does, and changes nothing.</summary>
    private sealed class FindCallCommand(CallAt at) : Command<bool>
    {
        private readonly ProviderReport _report = ProviderReport.OfCall(at.Provider, at.CallId, AttemptState.Ringing);

        public override bool IsReport => true;

        protected override async ValueTask<bool> ExecuteAsync(Scheduler scheduler, CommandReader reader) =>
            scheduler.Reports.FindLive(_report) >= 0
            || scheduler.Reports.FindEnding(_report) is not null
            || await reader.Store.FindAttemptAsync(at.Provider, at.CallId) is not null;
    }
}
