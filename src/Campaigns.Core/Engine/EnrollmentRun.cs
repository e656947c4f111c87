using Campaigns.Scheduling;
using Campaigns.Storage;

namespace Campaigns.Engine;

/// <summary>
/// Enrolls contacts in shares, one commit per share. The caller's thread checks contacts, and the loop counts them. Holds one share at a
/// time and reads the next after the commit, which gives back-pressure. An enrollment of more than one share is open in the store until it
/// is finished.
/// </summary>
/// <param name="client">The client.</param>
/// <param name="campaign">The campaign.</param>
/// <param name="progress">Receives the progress; null for none.</param>
/// <param name="fitsOneShare">Whether all contacts fit into one commit. The enrollment is then atomic and never stays open.</param>
internal sealed class EnrollmentRun(CampaignClient client, CampaignId campaign, IProgress<EnrollmentProgress>? progress, bool fitsOneShare)
{
    private const int MostListed = 1_000;
    private const string Request = nameof(ICampaignClient.AddContactsAsync);
    private readonly List<RefusedContact> _listed = [];
    private readonly List<(Contact Contact, PlanEntry Entry)> _share = [];
    private readonly List<long> _rows = [];
    private List<RefusedContact> _refused = [];
    private int _duplicatesToList = MostListed;
    private int _invalidToList = MostListed;
    private long _id; // 0 while the enrollment is open in memory only
    private long _row;
    private long _added;
    private long _duplicates;
    private long _invalid;
    private long _running;
    private long _queued;
    private bool _isCheck;

    public async Task<EnrollmentReport> RunAsync(IAsyncEnumerable<Contact> contacts, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            var begin = new BeginEnrollment(campaign, fitsOneShare, client.Templates, client.Enrolling);
            (_id, var terms) = await client.PostAsync(begin, CancellationToken.None, Request); // canceling here would cut the enrollment
            try
            {
                await ReadAsync(contacts, terms, cancellationToken);
                await client.DoAsync(scheduler => scheduler.Enrollments.Finish(campaign, _id), CancellationToken.None, request: Request);
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
                $"The store failed while contacts were enrolled into campaign {campaign}. At least {_added} of them are enrolled. "
                + "The enrollment and the campaign stay open. Enroll the same contacts again (enrolled ones count as duplicates), "
                + "or close the enrollment with CloseEnrollmentAsync.",
                error.InnerException);
        }

        return Report();
    }

    /// <summary>Checks the contacts, and enrolls none of them.</summary>
    public async Task<EnrollmentReport> CheckAsync(IAsyncEnumerable<Contact> contacts, CancellationToken cancellationToken)
    {
        _isCheck = true;
        var terms = await client.AskAsync(
            campaign, (scheduler, entry) => EnrollmentTerms.Of(entry, scheduler.View, client.Templates), cancellationToken,
            nameof(ICampaignClient.CheckContactsAsync));
        await ReadAsync(contacts, terms, cancellationToken);
        return Report();
    }

    private EnrollmentReport Report() =>
        new(_added, _duplicates, _invalid, _listed) { Running = _running, Queued = _queued };

    /// <summary>Abandons the enrollment. It stays open in the store, unless all contacts fit into one commit.</summary>
    private async Task CutAsync()
    {
        client.Enrolling.TryRemove(_id, out _); // first: if the store fails now, the next load finds the enrollment cut
        try
        {
            await client.DoAsync(scheduler => scheduler.Enrollments.Abandon(campaign, _id), CancellationToken.None, request: Request);
        }
        catch (CampaignException)
        {
            // the engine has stopped or the store has failed: the next load finds an open enrollment cut
        }
    }

    private async Task ReadAsync(IAsyncEnumerable<Contact> contacts, EnrollmentTerms terms, CancellationToken cancellationToken)
    {
        await foreach (var given in contacts.WithCancellation(cancellationToken))
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

            if (_share.Count + _refused.Count == client.ShareSize)
            {
                await EndShareAsync(terms, cancellationToken);
            }
        }

        await EndShareAsync(terms, cancellationToken);
    }

    private async Task EndShareAsync(EnrollmentTerms terms, CancellationToken cancellationToken)
    {
        if (_isCheck)
        {
            _added += _share.Count;
        }
        else if (_share.Count > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
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

        progress?.Report(new EnrollmentProgress(_added, _duplicates, _invalid, _refused) { Running = _running });
        _refused = progress is null ? _refused : []; // a reported list belongs to the receiver
        _refused.Clear();
        _share.Clear();
        _rows.Clear();
    }

    private async Task CommitAsync(EnrollmentTerms terms)
    {
        var share = new EnrollShare(campaign, _id, _share, client.ShareSize);
        var receipt = await client.PostAsync(share, CancellationToken.None, Request); // count this share even after cancellation
        _added += _share.Count - receipt.Duplicates.Count - receipt.Running.Count;
        foreach (var index in receipt.Duplicates)
        {
            RefuseDuplicate(index);
        }

        foreach (var (index, other) in receipt.Running)
        {
            await TakeRunningAsync(index, other, terms);
        }
    }

    private void RefuseDuplicate(int index)
    {
        _duplicates++;
        _refused.Add(new RefusedContact(_rows[index], _share[index].Contact.Key, "the key is enrolled already", IsDuplicate: true));
    }

    /// <summary>Handles a contact that is running under the same exclusivity, according to the campaign's conflict setting.</summary>
    private async Task TakeRunningAsync(int index, CampaignId other, EnrollmentTerms terms)
    {
        if (terms.OnConflict == ExclusivityConflict.Reject)
        {
            _running++;
            _refused.Add(new RefusedContact(_rows[index], _share[index].Contact.Key, $"the contact is running in campaign {other}"));
        }
        else if (await client.PostAsync(new EnrollBehind(campaign, _id, _share[index]), CancellationToken.None, Request))
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
