using Campaigns.Scheduling;

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
    private readonly List<Contact> _share = [];
    private readonly List<long> _rows = [];
    private List<RefusedContact> _refused = [];
    private int _duplicatesToList = MostListed;
    private int _invalidToList = MostListed;
    private long _row;
    private long _added;
    private long _duplicates;
    private long _invalid;

    public async Task<EnrolmentReport> RunAsync(IAsyncEnumerable<Contact> contacts, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var plan = await client.AskAsync(
            scheduler =>
            {
                var entry = scheduler.State.Campaign(campaign);
                scheduler.Desk.OpenIngestion(entry);
                return entry.Plan;
            },
            CancellationToken.None, // an enrolment that nobody closes would keep the campaign from completing
            Request);
        try
        {
            await ReadAsync(contacts, plan, cancellation);
        }
        finally
        {
            await client.DoAsync(Close, CancellationToken.None, request: Request);
        }

        return new EnrolmentReport(_added, _duplicates, _invalid, _listed);
    }

    private void Close(Scheduler scheduler)
    {
        if (scheduler.State.Campaigns.TryGetValue(campaign.Value, out var entry)) // it may have ended and been purged meanwhile
        {
            scheduler.Desk.CloseIngestion(entry);
        }
    }

    private async Task ReadAsync(IAsyncEnumerable<Contact> contacts, Plan plan, CancellationToken cancellation)
    {
        await foreach (var contact in contacts.WithCancellation(cancellation))
        {
            _row++;
            var problem = contact is null ? "there is no contact" : contact.Problem ?? plan.ProblemOf(contact);
            if (problem is null)
            {
                _share.Add(contact!);
                _rows.Add(_row);
            }
            else
            {
                _invalid++;
                _refused.Add(new RefusedContact(_row, contact?.Key ?? "", problem));
            }

            if (_share.Count + _refused.Count == ShareSize)
            {
                await EndShareAsync(cancellation);
            }
        }

        await EndShareAsync(cancellation);
    }

    private async Task EndShareAsync(CancellationToken cancellation)
    {
        if (_share.Count > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            await CommitAsync();
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

        progress?.Report(new EnrolmentProgress(_added, _duplicates, _invalid, _refused));
        _refused = progress is null ? _refused : []; // what was told belongs to whom it was told
        _refused.Clear();
        _share.Clear();
        _rows.Clear();
    }

    private async Task CommitAsync()
    {
        var first = 0;
        IReadOnlyList<int> duplicates = [];
        var command = new Command<bool>((scheduler, _) =>
        {
            first = scheduler.Desk.Enrol(scheduler.State.Campaign(campaign), _share);
            return true;
        })
        { OnCommitted = receipt => duplicates = receipt.Duplicates, NewJobs = _share.Count };
        await client.PostAsync(command, CancellationToken.None, Request); // a share under way is counted, whoever gives up
        _added += _share.Count;
        foreach (var index in duplicates)
        {
            if (index >= first && index < first + _share.Count)
            {
                _added--;
                _duplicates++;
                var contact = _share[index - first];
                _refused.Add(new RefusedContact(_rows[index - first], contact.Key, "the key is enrolled already", IsDuplicate: true));
            }
        }
    }
}
