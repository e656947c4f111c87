using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Campaigns.Observability;
using Campaigns.Scheduling;
using Campaigns.Storage;

namespace Campaigns.Engine;

/// <summary>Turns requests into commands for the loop.</summary>
internal sealed partial class CampaignClient(Exchange exchange, IJobStore store, StoreDeadline deadline, TimeProvider? time)
    : ICampaignClient, ICampaignReports, ICampaignOperations, ICampaignFeed, IRequestSender
{
    /// <summary>The enrollments that callers are running, by id.</summary>
    internal ConcurrentDictionary<long, CampaignId> Enrolling => exchange.Enrolling;

    /// <summary>The maximum number of contacts that one commit enrolls.</summary>
    internal int ShareSize => Math.Clamp(store.Capabilities.CommitSize, 1, EnrollmentTerms.LargestShare);

    public Task<CampaignId> CreateAsync(CampaignDefinition definition, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(definition);
        var problems = FindProblems(definition);
        var json = problems.List.Count == 0 ? DefinitionJson.Write(definition) : null;
        var asGiven = json is null ? definition : DefinitionJson.Read(json); // later changes by the caller have no effect
        return PostAsync(new CreateCommand(asGiven, problems, json), cancellationToken);
    }

    public Task<EnrollmentReport> AddContactsAsync(
        CampaignId campaign, IEnumerable<Contact> contacts, CancellationToken cancellationToken) =>
        AddContactsAsync(campaign, contacts, notBefore: default, cancellationToken);

    public Task<EnrollmentReport> AddContactsAsync(
        CampaignId campaign, IEnumerable<Contact> contacts, DateTimeOffset notBefore, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(contacts);
        var isShort = contacts.TryGetNonEnumeratedCount(out var count) && count <= ShareSize;
        var run = new EnrollmentRun(this, campaign, null, isShort, notBefore);
        return run.RunAsync(contacts.ToAsyncEnumerable(), cancellationToken);
    }

    public Task<EnrollmentReport> AddContactsAsync(
        CampaignId campaign, IAsyncEnumerable<Contact> contacts, IProgress<EnrollmentProgress>? progress,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(contacts);
        return new EnrollmentRun(this, campaign, progress, fitsOneShare: false).RunAsync(contacts, cancellationToken);
    }

    public Task<EnrollmentReport> CheckContactsAsync(
        CampaignId campaign, IAsyncEnumerable<Contact> contacts, IProgress<EnrollmentProgress>? progress,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(contacts);
        return new EnrollmentRun(this, campaign, progress, fitsOneShare: false).CheckAsync(contacts, cancellationToken);
    }

    public Task CloseEnrollmentAsync(CampaignId campaign, CancellationToken cancellationToken) =>
        DoAsync(campaign, (scheduler, entry) => scheduler.Enrollments.Close(entry), cancellationToken);

    public async Task PurgeAsync(CampaignId campaign, CancellationToken cancellationToken)
    {
        while (!await PostAsync(new PurgeCommand(campaign), cancellationToken))
        {
            // one portion per command, so that other requests get their turn
        }
    }

    public Task StartAsync(CampaignId campaign, CancellationToken cancellationToken) =>
        DoAsync(campaign, (scheduler, entry) => scheduler.Lifecycle.Start(entry), cancellationToken);

    public Task PauseAsync(CampaignId campaign, CancellationToken cancellationToken) =>
        DoAsync(campaign, (scheduler, entry) => scheduler.Lifecycle.Pause(entry), cancellationToken);

    public Task ResumeAsync(CampaignId campaign, CancellationToken cancellationToken) =>
        DoAsync(campaign, (scheduler, entry) => scheduler.Lifecycle.Resume(entry), cancellationToken);

    public Task CancelAsync(CampaignId campaign, CancelMode mode, CancellationToken cancellationToken) =>
        DoAsync(campaign, (scheduler, entry) => scheduler.Lifecycle.Cancel(entry, mode == CancelMode.Abort), cancellationToken);

    public async Task ChangeAsync(CampaignId campaign, Func<CampaignSettings, CampaignSettings> change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        var before = await AskAsync(campaign, (_, entry) => CampaignSettings.Of(entry.Current), cancellationToken);
        var difference = new SettingsChange(before, Changed(change(before))); // outside the loop: this is host code
        await DoAsync(campaign, (scheduler, entry) => scheduler.Lifecycle.Change(entry, difference), cancellationToken);
    }

    public Task RemoveContactAsync(CampaignId campaign, string contactKey, CancellationToken cancellationToken) =>
        DoWithJobAsync(campaign, contactKey, (scheduler, slot) => scheduler.Jobs.Remove(slot), cancellationToken);

    public Task RescheduleContactAsync(CampaignId campaign, string contactKey, DateTimeOffset at, CancellationToken cancellationToken) =>
        DoWithJobAsync(campaign, contactKey, (scheduler, slot) => scheduler.Jobs.Reschedule(slot, at), cancellationToken);

    public Task<Explanation> ExplainAsync(CampaignId campaign, string contactKey, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(contactKey);
        var address = new JobAddress(campaign, Unseen.Trim(contactKey), 0);
        return PostAsync(new JobCommand<Explanation>(address, (scheduler, slot) => scheduler.Explainer.Explain(slot)), cancellationToken);
    }

    public Task<IReadOnlyDictionary<string, long>> ExplainAsync(CampaignId campaign, CancellationToken cancellationToken) =>
        AskAsync<IReadOnlyDictionary<string, long>>(campaign, (scheduler, entry) => scheduler.Explainer.Explain(entry), cancellationToken);

    public Task<IReadOnlyList<WaitingGroup>> ExplainZonesAsync(CampaignId campaign, CancellationToken cancellationToken) =>
        AskAsync<IReadOnlyList<WaitingGroup>>(campaign, (scheduler, entry) => scheduler.Explainer.ExplainZones(entry), cancellationToken);

    public Task<CampaignStatistics> GetStatisticsAsync(CampaignId campaign, CancellationToken cancellationToken) =>
        AskAsync(campaign, (scheduler, entry) => CampaignFigures.Of(entry, scheduler.View.Now), cancellationToken);

    public Task<ContactStatus> GetContactAsync(CampaignId campaign, string contactKey, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(contactKey);
        return new ContactReader(this, campaign, nameof(ICampaignClient.GetContactAsync)).FindAsync(contactKey, cancellationToken);
    }

    public IAsyncEnumerable<ContactStatus> ReadContactsAsync(CampaignId campaign, string? after, CancellationToken cancellationToken) =>
        new ContactReader(this, campaign, nameof(ICampaignClient.ReadContactsAsync)).ReadAsync(after, cancellationToken);

    public IAsyncEnumerable<CampaignEvent> ReadEventsAsync(CancellationToken cancellationToken) =>
        exchange.Events.ReadAsync(null, cancellationToken);

    public IAsyncEnumerable<CampaignEvent> ReadEventsAsync(CampaignId campaign, CancellationToken cancellationToken) =>
        exchange.Events.ReadAsync(campaign, cancellationToken);

    /// <summary>Runs a request in the loop and answers when it is committed.</summary>
    /// <param name="body">The request.</param>
    /// <param name="cancellationToken">Withdraws the request, unless the loop has taken it.</param>
    /// <param name="request">The request's name in traces.</param>
    /// <param name="campaign">The campaign to load into memory, if it exists; null for none.</param>
    internal Task<T> AskAsync<T>(
        Func<Scheduler, T> body, CancellationToken cancellationToken, [CallerMemberName] string request = "",
        CampaignId? campaign = null) =>
        PostAsync(new SimpleCommand<T>(body, campaign), cancellationToken, request);

    /// <summary>
    /// Runs a request about a campaign in the loop, and answers when it is committed. The loop loads an ended campaign into memory.
    /// </summary>
    public Task<T> AskAsync<T>(
        CampaignId campaign, Func<Scheduler, CampaignEntry, T> body, CancellationToken cancellationToken,
        [CallerMemberName] string request = "") =>
        AskAsync(scheduler => body(scheduler, scheduler.View.Campaign(campaign)), cancellationToken, request, campaign);

    internal Task<T> PostAsync<T>(Command<T> command, CancellationToken cancellationToken, [CallerMemberName] string request = "") =>
        Spans.AreWanted
        ? Spans.TraceAsync(
            () => Spans.Request(request, time, exchange.Faults), time, () => new ValueTask<T>(SendAsync(command, cancellationToken)))
        : SendAsync(command, cancellationToken);

    public Task DoAsync(
        Action<Scheduler> body, CancellationToken cancellationToken, [CallerMemberName] string request = "", CampaignId? campaign = null)
    {
        var command = new SimpleCommand<bool>(
            scheduler =>
            {
                body(scheduler);
                return true;
            },
            campaign);
        return PostAsync(command, cancellationToken, request);
    }

    private Task DoAsync(
        CampaignId campaign, Action<Scheduler, CampaignEntry> body, CancellationToken cancellationToken,
        [CallerMemberName] string request = "") =>
        DoAsync(scheduler => body(scheduler, scheduler.View.Campaign(campaign)), cancellationToken, request, campaign);

    private async Task<T> SendAsync<T>(Command<T> command, CancellationToken cancellationToken)
    {
        GateTicket.NoteRequest();
        return await await BeginAsync(command, cancellationToken);
    }

    /// <summary>Hands a request to the loop.</summary>
    /// <returns>The task of the answer.</returns>
    private async Task<Task<T>> BeginAsync<T>(Command<T> command, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested(); // an inbox with room may not check the token
        await exchange.Inbox.PostAsync(command, cancellationToken);
        return cancellationToken.CanBeCanceled ? command.AnswerAsync(cancellationToken) : command.Answer;
    }

    private Task DoWithJobAsync(
        CampaignId campaign, string contactKey, Action<Scheduler, int> body, CancellationToken cancellationToken,
        [CallerMemberName] string request = "")
    {
        ArgumentException.ThrowIfNullOrEmpty(contactKey);
        var command = new JobCommand<bool>(new JobAddress(campaign, Unseen.Trim(contactKey), 0), (scheduler, slot) =>
        {
            body(scheduler, slot);
            return true;
        });
        return PostAsync(command, cancellationToken, request);
    }

    /// <summary>Queries the store directly, on the caller's thread, with the deadline of every call to it.</summary>
    public async Task<T> QueryAsync<T>(Func<IJobQueries, ValueTask<T>> query)
    {
        try
        {
            return await deadline.WaitAsync(query(store.Queries));
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            throw new CampaignException(CampaignError.StoreFailed, "The store did not answer the query. Try again.", error);
        }
    }
}
