using Campaigns.Scheduling;
using Campaigns.Storage;

namespace Campaigns.Engine;

/// <summary>Enrols contacts in shares, each a commit of its own: checked on the caller's thread, counted by the loop.</summary>
internal sealed class Enrolment(CampaignClient client, CampaignId campaign)
{
    private const int ShareSize = 1_000;
    private const string Request = nameof(ICampaignClient.AddContactsAsync);
    private readonly List<RefusedContact> _refused = [];
    private readonly List<Contact> _share = [];
    private readonly List<long> _rows = [];
    private long _added;

    public async Task<EnrolmentReport> RunAsync(IEnumerable<Contact> contacts, CancellationToken cancellation)
    {
        var channels = await client.AskAsync(
            scheduler =>
            {
                var entry = scheduler.State.Campaign(campaign);
                scheduler.Desk.OpenIngestion(entry);
                return entry.Steps.OfType<ContactStep>().Select(step => step.Channel).Distinct().ToArray();
            },
            cancellation,
            Request);
        try
        {
            await ReadAsync(contacts, channels, cancellation);
        }
        finally
        {
            await client.DoAsync(scheduler => scheduler.Desk.CloseIngestion(scheduler.State.Campaign(campaign)), CancellationToken.None, request: Request);
        }

        _refused.Sort((a, b) => a.Row.CompareTo(b.Row));
        return new EnrolmentReport(_added, _refused);
    }

    private async Task ReadAsync(IEnumerable<Contact> contacts, string[] channels, CancellationToken cancellation)
    {
        long row = 0;
        foreach (var contact in contacts)
        {
            row++;
            if (contact is null)
            {
                _refused.Add(new RefusedContact(row, "", "there is no contact"));
            }
            else if (contact.ProblemFor(channels) is { } problem)
            {
                _refused.Add(new RefusedContact(row, contact.Key, problem));
            }
            else
            {
                _share.Add(contact);
                _rows.Add(row);
            }

            if (_share.Count == ShareSize)
            {
                await CommitShareAsync(cancellation);
            }
        }

        await CommitShareAsync(cancellation);
    }

    private async Task CommitShareAsync(CancellationToken cancellation)
    {
        if (_share.Count == 0)
        {
            return;
        }

        cancellation.ThrowIfCancellationRequested();
        var first = 0;
        IReadOnlyList<int> duplicates = [];
        var command = new Command<bool>((scheduler, _) =>
        {
            first = scheduler.Desk.Enrol(scheduler.State.Campaign(campaign), _share);
            return true;
        })
        { OnCommitted = receipt => duplicates = receipt.Duplicates };
        await client.PostAsync(command, CancellationToken.None, Request); // a share under way is counted, whoever gives up
        var last = first + _share.Count;
        _added += _share.Count;
        foreach (var index in duplicates)
        {
            if (index >= first && index < last)
            {
                _added--;
                var contact = _share[index - first];
                _refused.Add(new RefusedContact(_rows[index - first], contact.Key, "the key is enrolled already", IsDuplicate: true));
            }
        }

        _share.Clear();
        _rows.Clear();
    }
}
