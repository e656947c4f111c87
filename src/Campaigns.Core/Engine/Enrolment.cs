using Campaigns.Scheduling;
using Campaigns.Storage;

namespace Campaigns.Engine;

/// <summary>
/// Enrols contacts in shares, each a commit of its own: checked on the caller's thread, counted by the loop. Holds one share at a time,
/// and reads the next when it is committed: that is the back-pressure.
/// </summary>
internal sealed class Enrolment(CampaignClient client, CampaignId campaign, IProgress<EnrolmentProgress>? progress)
{
    private const int ShareSize = CommandRunner.MostNewJobs;
    private const int MostListed = 1_000;
    private const string Request = nameof(ICampaignClient.AddContactsAsync);
    private readonly List<RefusedContact> _listed = [];
    private readonly List<(Contact Contact, PlanEntry Entry)> _share = [];
    private readonly List<long> _rows = [];
    private List<RefusedContact> _refused = [];
    private int _duplicatesToList = MostListed;
    private int _invalidToList = MostListed;
    private long _row;
    private long _added;
    private long _duplicates;
    private long _invalid;
    private long _running;
    private long _queued;

    public async Task<EnrolmentReport> RunAsync(IAsyncEnumerable<Contact> contacts, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var terms = await client.AskAsync(
            scheduler =>
            {
                var entry = scheduler.State.Campaign(campaign);
                scheduler.Desk.OpenIngestion(entry);
                return EnrolmentTerms.Of(entry, scheduler.State, client.Templates);
            },
            CancellationToken.None, // an enrolment that nobody closes would keep the campaign from completing
            Request);
        try
        {
            await ReadAsync(contacts, terms, cancellation);
        }
        finally
        {
            await client.DoAsync(Close, CancellationToken.None, request: Request);
        }

        return new EnrolmentReport(_added, _duplicates, _invalid, _listed) { Running = _running, Queued = _queued };
    }

    private void Close(Scheduler scheduler)
    {
        if (scheduler.State.Campaigns.TryGetValue(campaign.Value, out var entry)) // it may have ended and been purged meanwhile
        {
            scheduler.Desk.CloseIngestion(entry);
        }
    }

    private async Task ReadAsync(IAsyncEnumerable<Contact> contacts, EnrolmentTerms terms, CancellationToken cancellation)
    {
        await foreach (var contact in contacts.WithCancellation(cancellation))
        {
            _row++;
            var problem = terms.Judge(contact, out var entry);
            if (problem is null)
            {
                _share.Add((contact, entry));
                _rows.Add(_row);
            }
            else
            {
                _invalid++;
                _refused.Add(new RefusedContact(_row, contact?.Key ?? "", problem));
            }

            if (_share.Count + _refused.Count == ShareSize)
            {
                await EndShareAsync(terms, cancellation);
            }
        }

        await EndShareAsync(terms, cancellation);
    }

    private async Task EndShareAsync(EnrolmentTerms terms, CancellationToken cancellation)
    {
        if (_share.Count > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            await CommitAsync(terms);
        }

        _refused.Sort((a, b) => a.Row.CompareTo(b.Row));
        foreach (var refused in _refused)
        {
            ref var left = ref refused.IsDuplicate ? ref _duplicatesToList : ref _invalidToList;
            if (left > 0)
            {
                left--;
                _listed.Add(refused);
            }
        }

        progress?.Report(new EnrolmentProgress(_added, _duplicates, _invalid, _refused) { Running = _running });
        _refused = progress is null ? _refused : []; // what was told belongs to whom it was told
        _refused.Clear();
        _share.Clear();
        _rows.Clear();
    }

    private async Task CommitAsync(EnrolmentTerms terms)
    {
        var first = 0;
        var receipt = CommitReceipt.Clean;
        var command = new Command<bool>((scheduler, _) =>
        {
            first = scheduler.Desk.Enrol(scheduler.State.Campaign(campaign), _share);
            return true;
        })
        { OnCommitted = committed => receipt = committed, NewJobs = _share.Count };
        await client.PostAsync(command, CancellationToken.None, Request); // a share under way is counted, whoever gives up
        _added += _share.Count;
        foreach (var index in receipt.Duplicates.Where(index => index >= first && index < first + _share.Count))
        {
            _added--;
            RefuseDuplicate(index - first);
        }

        foreach (var (index, other) in receipt.Running.Where(refused => refused.Index >= first && refused.Index < first + _share.Count))
        {
            _added--;
            await TakeRunningAsync(index - first, other, terms);
        }
    }

    private void RefuseDuplicate(int index)
    {
        _duplicates++;
        _refused.Add(new RefusedContact(_rows[index], _share[index].Contact.Key, "the key is enrolled already", IsDuplicate: true));
    }

    /// <summary>The contact is running under the same exclusivity: does what the campaign says.</summary>
    private async Task TakeRunningAsync(int index, CampaignId other, EnrolmentTerms terms)
    {
        if (terms.OnConflict == ExclusivityConflict.Reject)
        {
            _running++;
            _refused.Add(new RefusedContact(_rows[index], _share[index].Contact.Key, $"the contact is running in campaign {other}"));
        }
        else if (await client.EnrolBehindAsync(campaign, terms, _share[index], Request))
        {
            _added++;
            _queued++;
        }
        else
        {
            RefuseDuplicate(index);
        }
    }
}
