using Campaigns.Engine;
using Campaigns.Orleans.Client.Sessions;
using static Campaigns.Orleans.Client.Members.MemberTable;

namespace Campaigns.Orleans.Client.Members;

using ContactSession = WorkSession<Contact, EnrollmentReport>;
using EntrySession = WorkSession<Suppression, SuppressionImport>;

/// <summary>Members of several calls: streams of the client, long work, live events. Each call is safe to repeat.</summary>
internal static class SessionMembers
{
    /// <summary>Opens an enrollment of a stream, or a check of one. Answers when the shard reads contacts.</summary>
    public static readonly ShardMember<EnrollmentAt, bool> OpenEnrollment = Do<EnrollmentAt>(
        "OpenEnrollment", isSafe: true, (side, at, token) => side.Sessions.Open(
            at.Session, () => new ContactSession((session, ending) => EnrollAsync(side, at, session, ending))).BeginAsync(token));

    public static readonly ShardMember<PortionAt<Contact?>, WorkAnswer<EnrollmentReport>> PushContacts =
        Ask<PortionAt<Contact?>, WorkAnswer<EnrollmentReport>>(
            "PushContacts", isSafe: true,
            (side, at, token) => side.Sessions.Find<ContactSession>(at.Session).PushAsync(at.Number, at.Items!, token));

    public static readonly ShardMember<SessionAt, WorkAnswer<EnrollmentReport>> EndEnrollment =
        Ask<SessionAt, WorkAnswer<EnrollmentReport>>(
            "EndEnrollment", isSafe: true,
            (side, at, token) => side.Sessions.Find<ContactSession>(at.Session).EndAsync(side.Time, token));

    public static readonly ShardMember<ImportAt, bool> OpenImport = Do<ImportAt>(
        "OpenImport", isSafe: true, (side, at, token) => side.Sessions.Open(
            at.Session, () => new EntrySession((session, ending) => ImportAsync(side, at, session, ending))).BeginAsync(token));

    public static readonly ShardMember<PortionAt<Suppression?>, WorkAnswer<SuppressionImport>> PushSuppressions =
        Ask<PortionAt<Suppression?>, WorkAnswer<SuppressionImport>>(
            "PushSuppressions", isSafe: true,
            (side, at, token) => side.Sessions.Find<EntrySession>(at.Session).PushAsync(at.Number, at.Items!, token));

    public static readonly ShardMember<SessionAt, WorkAnswer<SuppressionImport>> EndImport =
        Ask<SessionAt, WorkAnswer<SuppressionImport>>(
            "EndImport", isSafe: true, (side, at, token) => side.Sessions.Find<EntrySession>(at.Session).EndAsync(side.Time, token));

    /// <summary>Begins to rerun failed contacts, or finds the work that began, and waits for it.</summary>
    public static readonly ShardMember<WorkAt, WorkAnswer<long>> RerunFailed = Ask<WorkAt, WorkAnswer<long>>(
        "RerunFailed", isSafe: true, (side, at, token) => WorkAsync(
            side, at, ending => side.Engine.Client.RerunFailedAsync(at.Campaign, ending), token));

    public static readonly ShardMember<WorkAt, WorkAnswer<MigrationReport>> Migrate = Ask<WorkAt, WorkAnswer<MigrationReport>>(
        "Migrate", isSafe: true, (side, at, token) => WorkAsync(
            side, at, ending => side.Engine.Client.MigrateAsync(at.Campaign, at.IsDryRun, ending), token));

    public static readonly ShardMember<EventSessionAt, bool> OpenEvents = Do<EventSessionAt>(
        "OpenEvents", isSafe: true, (side, at, _) =>
        {
            side.Sessions.Open(at.Session, () => new EventSession(side.Engine, at.Campaign));
            return Task.CompletedTask;
        });

    /// <summary>Fetches events. An answer that is lost loses its events, which is told as missed.</summary>
    public static readonly ShardMember<SessionAt, EventsAnswer> PollEvents = Ask<SessionAt, EventsAnswer>(
        "PollEvents", isSafe: false, (side, at, token) => side.Sessions.Find<EventSession>(at.Session).PollAsync(side.Time, token));

    public static readonly ShardMember<SessionAt, bool> Cut = Do<SessionAt>("Cut", isSafe: true, (side, at, _) =>
    {
        side.Sessions.Cut(at.Session);
        return Task.CompletedTask;
    });

    private static Task<EnrollmentReport> EnrollAsync(
        ShardSide side, EnrollmentAt at, ContactSession session, CancellationToken ending)
    {
        var client = (CampaignClient)side.Engine.Client;
        var run = new EnrollmentRun(client, at.Campaign, session, fitsOneShare: false, at.NotBefore);
        return at.IsCheck ? run.CheckAsync(session.ItemsAsync(ending), ending) : run.RunAsync(session.ItemsAsync(ending), ending);
    }

    private static Task<SuppressionImport> ImportAsync(ShardSide side, ImportAt at, EntrySession session, CancellationToken ending) =>
        at.IsCheck
            ? side.Engine.Operations.CheckSuppressionsAsync(at.Tenant, session.ItemsAsync(ending), ending)
            : side.Engine.Operations.ImportSuppressionsAsync(at.Tenant, session.ItemsAsync(ending), ending);

    private static Task<WorkAnswer<T>> WorkAsync<T>(
        ShardSide side, WorkAt at, Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        var session = at.IsBegun
            ? side.Sessions.Find<WorkSession<bool, T>>(at.Session)
            : side.Sessions.Open(at.Session, () => new WorkSession<bool, T>((_, ending) => work(ending)));
        return session.EndAsync(side.Time, cancellationToken);
    }
}
