using Campaigns.Scheduling;

namespace Campaigns.Engine;

/// <summary>Requests about drips: events, channels, manual tasks.</summary>
internal sealed partial class CampaignClient
{
    internal TemplateLibrary Templates => exchange.Templates;

    internal NumberReader Numbers => exchange.Numbers;

    public Task<int> ReportEventAsync(ContactEvent happened, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(happened);
        if (happened.Id is { } id && (string.IsNullOrWhiteSpace(id) || id.Length > ToldEvents.MostCharacters))
        {
            throw new CampaignException(CampaignError.Invalid, $"{nameof(ContactEvent.Id)} has {id.Length} characters, or nothing but blanks: use 1 to {ToldEvents.MostCharacters}, or null for none.");
        }

        var command = new Command<int>((scheduler, input) => scheduler.Sequences.Happen(happened, input.Slots, input.Histories))
        {
            Person = Numbers.Read(happened.Person, out _), // one that they refuse may have been somebody's before there were plans
            Event = happened.Name,
        };
        return PostAsync(command, cancellation);
    }

    public Task ChangeChannelAsync(string tenant, string channel, string? unavailable, CancellationToken cancellation)
    {
        (tenant, channel) = (Named.Of(tenant), Named.Of(channel));
        if (unavailable is not null)
        {
            TextLimits.Require(unavailable);
        }

        return DoAsync(scheduler => scheduler.Channels.Change(tenant, channel, unavailable), cancellation);
    }

    public Task<IReadOnlyList<ChannelStatus>> ListChannelsAsync(string? tenant, CancellationToken cancellation)
    {
        tenant = Named.OrNull(tenant);
        return AskAsync(scheduler => scheduler.Channels.List(tenant), cancellation);
    }

    public async Task<IReadOnlyList<ManualTask>> ListTasksAsync(CampaignId campaign, int limit, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        var command = new Command<IReadOnlyList<(ManualTask, StepContent?, SharedFields)>>((scheduler, input) =>
            [.. input.Tasks.Select(record => (scheduler.Sequences.TaskOf(record), scheduler.Sequences.ContentOf(record), scheduler.State.Campaign(campaign).Terms.Fields))])
        {
            Tasks = (campaign, limit),
        };
        var tasks = await PostAsync(command, cancellation);
        return [.. tasks.Select(Fill)]; // here, not in the loop: templates are somebody else's code
    }

    private ManualTask Fill((ManualTask Task, StepContent? Content, SharedFields Fields) row)
    {
        try
        {
            return row.Task with { Content = row.Content?.FillIn(row.Task.Contact, row.Fields, Templates) };
        }
        catch (TemplateException)
        {
            return row.Task;
        }
    }

    public Task CompleteTaskAsync(CampaignId campaign, string contactKey, TaskResult result, CancellationToken cancellation) =>
        DoWithJobAsync(campaign, contactKey, (scheduler, slot) => scheduler.Sequences.CompleteTask(slot, result), cancellation);

    /// <summary>Enrols a contact behind the jobs it is running, or in their place.</summary>
    /// <returns>False for a contact that is enrolled in the campaign already.</returns>
    internal async Task<bool> EnrolBehindAsync(CampaignId campaign, EnrolmentTerms terms, (Contact Contact, PlanEntry Entry) row, long enrollment)
    {
        var (index, isAdded) = (0, false);
        var command = new Command<bool>((scheduler, input) =>
        {
            var entry = scheduler.State.Campaign(campaign);
            Enrollments.RequireOpen(entry, enrollment);
            index = scheduler.Desk.Enrol(entry, [row], isQueued: true); // first: if it is refused, nobody is replaced
            if (terms.OnConflict == ExclusivityConflict.Replace)
            {
                scheduler.Exclusives.EndRunning(entry, input.Slots);
            }

            scheduler.State.Releases.Enqueue((entry.Exclusive!, row.Contact.Key)); // it may be running no more
            return true;
        })
        {
            NewJobs = 1,
            Enrolls = campaign,
            Person = Suppression.Restore(terms.Tenant, row.Contact.Key, null, null),
            OnCommitted = receipt => isAdded = !receipt.Duplicates.Contains(index),
        };
        await PostAsync(command, CancellationToken.None, nameof(ICampaignClient.AddContactsAsync));
        return isAdded;
    }
}
