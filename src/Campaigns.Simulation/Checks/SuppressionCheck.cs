using Campaigns.Storage;

namespace Campaigns.Simulation;

/// <summary>
/// Determines from the books who must not be contacted, and compares addresses as people read them. Judges that an opt-out adds the person
/// to the list.
/// </summary>
internal static class SuppressionCheck
{
    /// <summary>
    /// Whether a job's person is on the tenant's list: for a call, on its channel; for a drip, on any channel that its protocol may use.
    /// </summary>
    public static bool IsSuppressed(JobFacts job, string channel, bool acknowledgedOnly) =>
        IsSuppressed(job, job.Contact, channel, acknowledgedOnly);

    /// <summary>The same for a former value of the contact.</summary>
    public static bool IsSuppressed(JobFacts job, Contact contact, string channel, bool acknowledgedOnly)
    {
        foreach (var (entry, isAcknowledged) in job.Campaign.Tenant.Suppressions)
        {
            if ((isAcknowledged || !acknowledgedOnly) && IsOn(entry, contact) && Counts(entry, job, channel))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Marks the jobs of the person who enters the list.</summary>
    public static void Mark(IEnumerable<JobFacts> jobs, Suppression entry)
    {
        foreach (var job in jobs.Where(job => job.Campaign.Tenant.Name == entry.Tenant && IsOn(entry, job.Contact)))
        {
            job.WasSuppressed = true;
        }
    }

    /// <summary>Judges that the commit that records an opt-out adds the person to the list, unless already listed.</summary>
    /// <param name="judge">The judge.</param>
    /// <param name="attempt">The attempt with the opt-out.</param>
    /// <param name="added">The list entries that the commit adds.</param>
    /// <param name="channel">The channel of the opt-out; null for all channels.</param>
    public static void OptedOut(Judge judge, AttemptFacts attempt, List<Suppression> added, string? channel = null)
    {
        if (attempt.Job.IsErased)
        {
            return; // the commit that erased the person has listed the person already
        }

        var (job, tenant) = (attempt.Job, attempt.Job.Campaign.Tenant);
        var list = tenant.Suppressions.Keys.Concat(added.Where(entry => entry.Tenant == tenant.Name))
            .Where(entry => entry.Channel is null || entry.Channel == channel).ToList();
        judge.Require(
            list.Exists(entry => entry.ContactKey == job.Contact.Key), 8,
            () => $"{attempt}: the person has opted out, and the key is not on the list");
        judge.Require(
            attempt.Address.Length == 0 || list.Exists(entry => entry.Address is { } address && Form(address) == Form(attempt.Address)),
            8,
            () => $"{attempt}: the person opted out, but the address is not on the list");
    }

    /// <summary>Whether an entry of the list is about an address.</summary>
    public static bool Names(Suppression entry, string address) => entry.Address is { } listed && Form(listed) == Form(address);

    private static bool Counts(Suppression entry, JobFacts job, string channel) =>
        entry.Channel is null || entry.Channel == channel
        || (job.Script.IsDrip
            && Enumerable.Range(0, job.Script.Steps.Count).Any(
                step => job.Script.IsContact(step) && job.Script.MayUse(step, entry.Channel)));

    private static bool IsOn(Suppression entry, Contact contact) => entry switch
    {
        { ContactKey: { } key } => key == contact.Key,
        { Channel: { } channel } => contact.AddressOn(channel) is { } address && Form(address) == Form(entry.Address!),
        _ => contact.Addresses.Values.Append(contact.Phone.Reveal()).Any(address => Form(address) == Form(entry.Address!)),
    };

    /// <summary>The form in which people compare addresses: without case and surrounding space.</summary>
    private static string Form(string address) => address.Trim().ToUpperInvariant();
}
