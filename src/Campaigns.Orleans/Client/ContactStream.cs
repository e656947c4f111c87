using Campaigns.Orleans.Client.Members;
using Campaigns.Orleans.Client.Sessions;

namespace Campaigns.Orleans.Client;

/// <summary>Enrolls or checks a stream of contacts through the shard of the campaign.</summary>
internal sealed class ContactStream(ShardCaller shards, int shard, CampaignId campaign, IProgress<EnrollmentProgress>? progress)
{
    private static readonly StreamMembers<Contact, EnrollmentReport> Members =
        new(SessionMembers.PushContacts, SessionMembers.EndEnrollment);

    private long _added;

    public async Task<EnrollmentReport> RunAsync(
        IAsyncEnumerable<Contact> contacts, DateTimeOffset notBefore, bool isCheck, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var upload = new StreamUpload<Contact, EnrollmentReport>(shards, shard, Members, Tell);
        var opening = new EnrollmentAt(upload.Session, campaign, notBefore, isCheck);
        try
        {
            return await upload.RunAsync(
                () => shards.AskAsync(shard, SessionMembers.OpenEnrollment, opening, cancellationToken), contacts, cancellationToken);
        }
        catch (CampaignException error) when (!isCheck && IsLoss(error))
        {
            throw new CampaignException(
                CampaignError.StoreFailed,
                $"{error.Message} This happened while contacts were enrolled into campaign {campaign}. At least {_added} of them are "
                + "enrolled. The enrollment and the campaign stay open. Enroll the same contacts again (enrolled ones count as "
                + "duplicates), or close the enrollment with CloseEnrollmentAsync.",
                error);
        }
    }

    /// <summary>Whether the shard was lost during the enrollment. Failures of its store have their own message.</summary>
    private static bool IsLoss(CampaignException error) => SessionLost.Is(error) || error.InnerException is ShardAwayException
        || error.Error is CampaignError.Stopped or CampaignError.Faulted;

    private void Tell(EnrollmentProgress told)
    {
        _added = told.Added;
        progress?.Report(told);
    }
}
