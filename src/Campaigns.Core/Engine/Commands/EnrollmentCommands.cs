using System.Collections.Concurrent;
using Campaigns.Scheduling;
using Campaigns.Storage;

namespace Campaigns.Engine;

/// <summary>A command of an enrollment. One commit takes at most one share of new contacts, across all callers.</summary>
internal abstract class EnrollmentCommand<T>(CampaignId campaign, int contacts, int size = EnrollmentTerms.ShareSize) : Command<T>(campaign)
{
    public override bool IsEnrollment => true;

    public override bool MustWait(Decisions decided)
    {
        var others = decided.Batch.NewJobs.Length;
        return contacts > 0 && others > 0 && others + contacts > size;
    }
}

/// <summary>Begins an enrollment.</summary>
/// <param name="campaign">The campaign.</param>
/// <param name="fitsOneShare">Whether all contacts go into one commit.</param>
/// <param name="templates">The templates used to check contents.</param>
/// <param name="enrolling">Receives the enrollment as one that a caller is running.</param>
internal sealed class BeginEnrollment(
    CampaignId campaign, bool fitsOneShare, TemplateLibrary templates, ConcurrentDictionary<long, CampaignId> enrolling)
    : EnrollmentCommand<(long Id, EnrollmentTerms Terms)>(campaign, contacts: 0)
{
    protected override ValueTask<(long Id, EnrollmentTerms Terms)> ExecuteAsync(Scheduler scheduler, CommandReader reader)
    {
        var entry = scheduler.View.Campaign(Campaign!.Value);
        return new((scheduler.Enrollments.Enter(entry, fitsOneShare), EnrollmentTerms.Of(entry, scheduler.View, templates)));
    }

    public override void Committed(CommitReceipt receipt) => enrolling[Result.Id] = Campaign!.Value;
}

/// <summary>Enrolls a share of contacts. Answers which contacts the store refused, by their index in the share.</summary>
/// <param name="campaign">The campaign.</param>
/// <param name="enrollment">The enrollment.</param>
/// <param name="share">The contacts.</param>
/// <param name="size">The maximum number of contacts of one commit.</param>
internal sealed class EnrollShare(CampaignId campaign, long enrollment, IReadOnlyList<(Contact Contact, PlanEntry Entry)> share, int size)
    : EnrollmentCommand<CommitReceipt>(campaign, share.Count, size)
{
    private int _first;

    protected override ValueTask<CommitReceipt> ExecuteAsync(Scheduler scheduler, CommandReader reader)
    {
        _first = scheduler.Jobs.Enroll(scheduler.View.Campaign(Campaign!.Value), enrollment, share);
        return new(CommitReceipt.Clean);
    }

    public override void Committed(CommitReceipt receipt)
    {
        bool IsOfShare(int index) => index >= _first && index < _first + share.Count;
        Result = new CommitReceipt([.. receipt.Duplicates.Where(IsOfShare).Select(index => index - _first)])
        {
            Running = [.. receipt.Running.Where(row => IsOfShare(row.Index)).Select(row => (row.Index - _first, row.Campaign))],
        };
    }
}

/// <summary>
/// Enrolls a contact behind its running jobs, or in their place. Answers false if the contact is already enrolled in the campaign.
/// </summary>
internal sealed class EnrollBehind(CampaignId campaign, long enrollment, (Contact Contact, PlanEntry Entry) row)
    : EnrollmentCommand<bool>(campaign, contacts: 1)
{
    private int _index;

    public override bool MustWait(Decisions decided) => decided.ChangesContacts || base.MustWait(decided);

    protected override async ValueTask<bool> ExecuteAsync(Scheduler scheduler, CommandReader reader)
    {
        var entry = scheduler.View.Campaign(Campaign!.Value);
        var person = Suppression.Restore(entry.Row.Tenant, row.Contact.Key, null, null);
        using var jobs = scheduler.Jobs.Borrow(await reader.Store.FindOpenJobsAsync(person));
        _index = scheduler.Exclusives.EnrollBehind(entry, enrollment, row, jobs.Slots);
        return true;
    }

    public override void Committed(CommitReceipt receipt) => Result = !receipt.Duplicates.Contains(_index);
}
