using Campaigns.Scheduling;
using Campaigns.Storage;

namespace Campaigns.Engine;

/// <summary>
/// Enrols contacts in shares, each a commit of its own: checked on the caller's thread, counted by the loop. Holds one share at a time,
/// and reads the next when it is committed: that is the back-pressure. What is more than one share is open in the store until it is finished.
/// </summary>
/// <param name="client">The client.</param>
/// <param name="campaign">The campaign.</param>
/// <param name="progress">Who is told how far it has come.</param>
/// <param name="fitsOneShare">Whether all contacts go into one commit: then they are in, or they are not, and nothing is left open.</param>
internal sealed class Enrolment(CampaignClient client, CampaignId campaign, IProgress<EnrolmentProgress>? progress, bool fitsOneShare)
{
    public const int ShareSize = CommandRunner.MostNewJobs;
    private const int MostListed = 1_000;
    private const string Request = nameof(ICampaignClient.AddContactsAsync);
    private readonly List<RefusedContact> _listed = [];
    private readonly List<(Contact Contact, PlanEntry Entry)> _share = [];
    private readonly List<long> _rows = [];
    private List<RefusedContact> _refused = [];
    private int _duplicatesToList = MostListed;
    private int _invalidToList = MostListed;
    private long _id; // 0 while it is open in memory only
    private long _row;
    private long _added;
    private long _duplicates;
    private long _invalid;
    private long _running;
    private long _queued;

    public async Task<EnrolmentReport> RunAsync(IAsyncEnumerable<Contact> contacts, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        try
        {
            var terms = await BeginAsync();
            try
            {
                await ReadAsync(contacts, terms, cancellation);
                await client.DoAsync(Finish, CancellationToken.None, request: Request);
            }
            catch
            {
                await CutAsync();
                throw;
            }
            finally
            {
                client.Enrolling.TryRemove(_id, out _);
            }
        }
        catch (CampaignException error) when (error.Error == CampaignError.StoreFailed)
        {
            throw new CampaignException(
                CampaignError.StoreFailed,
                $"The store failed while contacts were enrolled into campaign {campaign}; {_added} are in for certain. The enrollment stays open, and the "
                + "campaign with it: begin again with the same contacts, of which those that are in count as duplicates, or close it with CloseEnrollmentAsync.",
                error.InnerException);
        }

        return new EnrolmentReport(_added, _duplicates, _invalid, _listed) { Running = _running, Queued = _queued };
    }

    private Task<EnrolmentTerms> BeginAsync()
    {
        long begun = 0;
        var command = new Command<EnrolmentTerms>((scheduler, _) =>
        {
            var entry = scheduler.State.Campaign(campaign);
            Enrollments.RequireEnrollable(entry);
            var terms = EnrolmentTerms.Of(entry, scheduler.State, client.Templates);
            var isOneCommit = fitsOneShare && !Enrollments.HasCut(entry) && (entry.Exclusive is null || terms.OnConflict == ExclusivityConflict.Reject);
            begun = isOneCommit ? 0 : scheduler.Enrollments.Begin(entry);
            entry.Ingestions++;
            return terms;
        })
        {
            Enrolls = campaign,
            OnCommitted = _ =>
            {
                _id = begun;
                client.Enrolling[_id] = campaign;
            },
        };
        return client.PostAsync(command, CancellationToken.None, Request); // one that began and that nobody goes on with would be cut
    }

    private void Finish(Scheduler scheduler)
    {
        if (Leave(scheduler) is { } entry)
        {
            scheduler.Enrollments.Finish(entry, _id);
        }
    }

    /// <summary>Nobody goes on with it: it stays open in the store, unless it was all one commit.</summary>
    private async Task CutAsync()
    {
        client.Enrolling.TryRemove(_id, out _); // first: if the store fails now, too, it is found cut when the store is read again
        try
        {
            await client.DoAsync(
                scheduler =>
                {
                    if (Leave(scheduler) is { } entry)
                    {
                        scheduler.Enrollments.Cut(entry, _id);
                    }
                },
                CancellationToken.None,
                request: Request);
        }
        catch (CampaignException)
        {
            // the engine has stopped, or the store has failed: either way what is open is found cut
        }
    }

    /// <summary>The call is over for the campaign, if there still is one: it may have ended and been purged meanwhile.</summary>
    private CampaignEntry? Leave(Scheduler scheduler)
    {
        var entry = scheduler.State.Campaigns.GetValueOrDefault(campaign.Value);
        if (entry is not null)
        {
            entry.Ingestions = Math.Max(0, entry.Ingestions - 1); // a recovery in between has forgotten it already
        }

        return entry;
    }

    private async Task ReadAsync(IAsyncEnumerable<Contact> contacts, EnrolmentTerms terms, CancellationToken cancellation)
    {
        await foreach (var given in contacts.WithCancellation(cancellation))
        {
            _row++;
            var (contact, entry) = (given, default(PlanEntry));
            var problem = client.Numbers.Read(ref contact) ?? terms.Judge(contact, out entry);
            if (problem is null)
            {
                _share.Add((contact, entry));
                _rows.Add(_row);
            }
            else
            {
                _invalid++;
                _refused.Add(new RefusedContact(_row, TextLimits.Cut(contact?.Key) ?? "", problem));
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
            var entry = scheduler.State.Campaign(campaign);
            Enrollments.RequireOpen(entry, _id);
            first = scheduler.Desk.Enrol(entry, _share);
            return true;
        })
        { OnCommitted = committed => receipt = committed, NewJobs = _share.Count, Enrolls = campaign };
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
        else if (await client.EnrolBehindAsync(campaign, terms, _share[index], _id))
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
