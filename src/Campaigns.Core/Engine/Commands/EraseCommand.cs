using Campaigns.Scheduling;
using Campaigns.Storage;

namespace Campaigns.Engine;

/// <summary>
/// Erases a person. Finds the person's contacts in the store, so it waits for a step in which the store knows all contacts, with their
/// present addresses.
/// </summary>
internal sealed class EraseCommand(ErasedPerson person) : Command<ErasureReceipt>
{
    private int _index;

    public override bool MustWait(Decisions decided) => decided.ChangesContacts || decided.Batch.NewJobs.Length > 0;

    protected override async ValueTask<ErasureReceipt> ExecuteAsync(Scheduler scheduler, CommandReader reader)
    {
        var named = await reader.Store.FindContactsAsync(person.Tenant, person.Keys, person.Addresses);
        HashSet<string> keys = [.. person.Keys, .. named.Where(IsOfAddress).Select(job => job.Contact.Key)];
        var jobs = keys.Count == 0 ? named : await reader.Store.FindContactsAsync(person.Tenant, keys, []);
        HashSet<string> addresses = [.. person.Addresses, .. jobs.SelectMany(job => job.Contact.AllAddresses)];
        var open = jobs.Where(job => !job.Row.State.IsTerminal() && scheduler.View.CampaignOf(job.Row.Lane) is not null);
        using var borrowed = scheduler.Jobs.Borrow([.. open]);
        _index = scheduler.Decisions.Batch.Erasures.Count;
        var live = scheduler.Erasures.Erase(person with { Keys = keys, Addresses = addresses }, jobs, borrowed.Slots);
        return new ErasureReceipt(0, 0, 0, 0, live) { ContactKeys = [.. keys] };
    }

    public override void Committed(CommitReceipt receipt)
    {
        var erased = receipt.Erased[_index];
        Result = Result with
        {
            Contacts = erased.Contacts, Attempts = erased.Attempts, Events = erased.Events, Changes = erased.Changes,
        };
    }

    private bool IsOfAddress(JobRecord job) => person.Addresses.Any(address => job.Contact.HasAddress(null, address));
}
