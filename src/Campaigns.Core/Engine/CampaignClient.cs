using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Campaigns.Observability;
using Campaigns.Scheduling;
using Campaigns.Storage;

namespace Campaigns.Engine;

/// <summary>Turns requests into commands for the loop.</summary>
internal sealed partial class CampaignClient(Exchange exchange, IJobStore store, TimeProvider? time)
    : ICampaignClient, ICampaignReports, ICampaignOperations
{
    /// <summary>The enrollments that callers go on with, by id.</summary>
    internal ConcurrentDictionary<long, CampaignId> Enrolling => exchange.Enrolling;

    public Task<CampaignId> CreateAsync(CampaignDefinition definition, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(definition);
        var problems = definition.FindProblems();
        Templates.AddProblems(definition.Steps, problems).AddProblems(definition, problems);
        var json = problems.List.Count == 0 ? DefinitionJson.Write(definition) : null;
        var asGiven = json is null ? definition : DefinitionJson.Read(json); // what the caller changes meanwhile does not count
        return PostAsync(new CreateCommand(asGiven, problems, json), cancellation);
    }

    public Task<EnrolmentReport> AddContactsAsync(CampaignId campaign, IEnumerable<Contact> contacts, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(contacts);
        var isShort = contacts.TryGetNonEnumeratedCount(out var count) && count <= Enrolment.ShareSize;
        return new Enrolment(this, campaign, null, isShort).RunAsync(contacts.ToAsyncEnumerable(), cancellation);
    }

    public Task<EnrolmentReport> AddContactsAsync(
        CampaignId campaign, IAsyncEnumerable<Contact> contacts, IProgress<EnrolmentProgress>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(contacts);
        return new Enrolment(this, campaign, progress, fitsOneShare: false).RunAsync(contacts, cancellation);
    }

    public Task CloseEnrollmentAsync(CampaignId campaign, CancellationToken cancellation) =>
        DoAsync(campaign, (scheduler, entry) => scheduler.Enrollments.Close(entry), cancellation);

    public async Task PurgeAsync(CampaignId campaign, CancellationToken cancellation)
    {
        while (!await PostAsync(new PurgeCommand(campaign), cancellation))
        {
            // a portion is gone; other requests had their turn
        }
    }

    public Task StartAsync(CampaignId campaign, CancellationToken cancellation) =>
        DoAsync(campaign, (scheduler, entry) => scheduler.Life.Start(entry), cancellation);

    public Task PauseAsync(CampaignId campaign, CancellationToken cancellation) =>
        DoAsync(campaign, (scheduler, entry) => scheduler.Life.Pause(entry), cancellation);

    public Task ResumeAsync(CampaignId campaign, CancellationToken cancellation) =>
        DoAsync(campaign, (scheduler, entry) => scheduler.Life.Resume(entry), cancellation);

    public Task CancelAsync(CampaignId campaign, CancelMode mode, CancellationToken cancellation) =>
        DoAsync(campaign, (scheduler, entry) => scheduler.Life.Cancel(entry, mode == CancelMode.Abort), cancellation);

    public async Task ChangeAsync(CampaignId campaign, Func<CampaignSettings, CampaignSettings> change, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(change);
        var before = await AskAsync(campaign, (_, entry) => CampaignSettings.Of(entry.Current), cancellation);
        var after = change(before) // here, not in the loop: it is somebody else's code
            ?? throw new CampaignException(
                CampaignError.Invalid, "The change returned no settings. Return those that it was given, with what is to change.");
        var difference = new SettingsChange(before, after);
        await DoAsync(campaign, (scheduler, entry) => scheduler.Life.Change(entry, difference), cancellation);
    }

    public Task RemoveContactAsync(CampaignId campaign, string contactKey, CancellationToken cancellation) =>
        DoWithJobAsync(campaign, contactKey, (scheduler, slot) => scheduler.Desk.Remove(slot), cancellation);

    public Task RescheduleContactAsync(CampaignId campaign, string contactKey, DateTimeOffset at, CancellationToken cancellation) =>
        DoWithJobAsync(campaign, contactKey, (scheduler, slot) => scheduler.Desk.Reschedule(slot, at), cancellation);

    public Task<Explanation> ExplainAsync(CampaignId campaign, string contactKey, CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrEmpty(contactKey);
        var address = new JobAddress(campaign, Unseen.Trim(contactKey), 0);
        return PostAsync(new JobCommand<Explanation>(address, (scheduler, slot) => scheduler.Explainer.Explain(slot)), cancellation);
    }

    public Task<IReadOnlyDictionary<string, long>> ExplainAsync(CampaignId campaign, CancellationToken cancellation) =>
        AskAsync<IReadOnlyDictionary<string, long>>(campaign, (scheduler, entry) => scheduler.Explainer.Explain(entry), cancellation);

    public Task<CampaignStatistics> GetStatisticsAsync(CampaignId campaign, CancellationToken cancellation) =>
        AskAsync(campaign, (scheduler, entry) => CampaignFigures.Of(entry, scheduler.View.Now), cancellation);

    public Task<IReadOnlyList<CampaignStatistics>> ListAsync(CancellationToken cancellation) =>
        new CampaignList(this, null).ReadAsync(cancellation);

    public Task<IReadOnlyList<CampaignStatistics>> ListAsync(string tenant, CancellationToken cancellation) =>
        new CampaignList(this, Named.Of(tenant)).ReadAsync(cancellation);

    public Task<ContactStatus> GetContactAsync(CampaignId campaign, string contactKey, CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrEmpty(contactKey);
        return new ContactReader(this, campaign, nameof(ICampaignClient.GetContactAsync)).FindAsync(contactKey, cancellation);
    }

    public IAsyncEnumerable<ContactStatus> ReadContactsAsync(CampaignId campaign, string? after, CancellationToken cancellation) =>
        new ContactReader(this, campaign, nameof(ICampaignClient.ReadContactsAsync)).ReadAsync(after, cancellation);

    public IAsyncEnumerable<CampaignEvent> ReadEventsAsync(CancellationToken cancellation) => exchange.Events.ReadAsync(null, cancellation);

    public IAsyncEnumerable<CampaignEvent> ReadEventsAsync(CampaignId campaign, CancellationToken cancellation) =>
        exchange.Events.ReadAsync(campaign, cancellation);

    /// <summary>Runs a request in the loop and answers when it is committed.</summary>
    /// <param name="body">The request.</param>
    /// <param name="cancellation">Withdraws it, if the loop has not taken it.</param>
    /// <param name="request">Its name in traces.</param>
    /// <param name="campaign">The campaign that must be in memory, if there is one; null for none.</param>
    internal Task<T> AskAsync<T>(
        Func<Scheduler, T> body, CancellationToken cancellation, [CallerMemberName] string request = "", CampaignId? campaign = null) =>
        PostAsync(new SimpleCommand<T>(body, campaign), cancellation, request);

    /// <summary>
    /// Runs a request about a campaign in the loop, which brings it into memory if it has ended, and answers when it is committed.
    /// </summary>
    internal Task<T> AskAsync<T>(
        CampaignId campaign, Func<Scheduler, CampaignEntry, T> body, CancellationToken cancellation, [CallerMemberName] string request = "") =>
        AskAsync(scheduler => body(scheduler, scheduler.View.Campaign(campaign)), cancellation, request, campaign);

    internal Task<T> PostAsync<T>(Command<T> command, CancellationToken cancellation, [CallerMemberName] string request = "") => Spans.AreWanted
        ? Spans.TraceAsync(() => Spans.Request(request, time, exchange.Faults), time, () => new ValueTask<T>(SendAsync(command, cancellation)))
        : SendAsync(command, cancellation);

    internal Task DoAsync(
        Action<Scheduler> body, CancellationToken cancellation, [CallerMemberName] string request = "", CampaignId? campaign = null)
    {
        var command = new SimpleCommand<bool>(
            scheduler =>
            {
                body(scheduler);
                return true;
            },
            campaign);
        return PostAsync(command, cancellation, request);
    }

    private Task DoAsync(
        CampaignId campaign, Action<Scheduler, CampaignEntry> body, CancellationToken cancellation, [CallerMemberName] string request = "") =>
        DoAsync(scheduler => body(scheduler, scheduler.View.Campaign(campaign)), cancellation, request, campaign);

    private async Task<T> SendAsync<T>(Command<T> command, CancellationToken cancellation)
    {
        GateTicket.NoteRequest();
        return await await BeginAsync(command, cancellation);
    }

    /// <summary>Hands a request to the loop.</summary>
    /// <returns>Its answer.</returns>
    private async Task<Task<T>> BeginAsync<T>(Command<T> command, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested(); // there may be room in the inbox, and then nobody else asks
        await exchange.Inbox.PostAsync(command, cancellation);
        return cancellation.CanBeCanceled ? command.AnswerAsync(cancellation) : command.Answer;
    }

    private Task DoWithJobAsync(
        CampaignId campaign, string contactKey, Action<Scheduler, int> body, CancellationToken cancellation, [CallerMemberName] string request = "")
    {
        ArgumentException.ThrowIfNullOrEmpty(contactKey);
        var command = new JobCommand<bool>(new JobAddress(campaign, Unseen.Trim(contactKey), 0), (scheduler, slot) =>
        {
            body(scheduler, slot);
            return true;
        });
        return PostAsync(command, cancellation, request);
    }

    /// <summary>Asks the store itself, on the caller's thread.</summary>
    internal async Task<T> QueryAsync<T>(Func<IJobQueries, ValueTask<T>> query)
    {
        try
        {
            return await query(store.Queries);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            throw new CampaignException(CampaignError.StoreFailed, "The store could not answer. Ask again.", error);
        }
    }
}
