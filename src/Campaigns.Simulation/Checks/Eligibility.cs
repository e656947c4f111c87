namespace Campaigns.Simulation;

/// <summary>Determines from the books whether a job's own gates are open.</summary>
internal static class Eligibility
{
    /// <summary>Checks window, suppression, frequency, address and the host's own gate.</summary>
    public static bool OwnGatesAreOpen(Judge judge, JobFacts job, DateTimeOffset now)
    {
        var (books, campaign) = (judge.Books, job.Campaign);
        var tenant = campaign.Tenant;
        var channel = job.Lane.Channel;
        var person = books.Person(tenant.Name!, channel, job.Contact.AddressOn(channel) ?? "");
        return WindowCheck.IsOpen(
            job.Row.State == JobState.New ? job.Script.FirstWindow(job.Contact) : job.Step(job.Row.Step).Window, job.Zone, now)
            && tenant.Channel(channel).Row.Latest.Unavailable is null
            && WindowCheck.IsOpen(campaign.Row.Latest.Settings.Window, job.Zone, now)
            && WindowCheck.IsOpen(tenant.Row.Latest.Settings.Window, job.Zone, now)
            && WindowCheck.IsOpen(books.Everything.Row.Latest.Settings.Window, job.Zone, now)
            && judge.Plan.Rules.IsKnownToBeOpen(job.Contact.Key, now)
            && !SuppressionCheck.IsSuppressed(job, channel, acknowledgedOnly: false)
            && person.TrueForAll(attempt => attempt.IsEnded && !PhoneCheck.MayBeOn(judge, attempt))
            && !FrequencyCheck.MayBeCapped(books, job, channel, now);
    }
}
