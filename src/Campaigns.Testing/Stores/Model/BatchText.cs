using Campaigns.Storage;

namespace Campaigns.Testing;

/// <summary>Describes a commit for the log of a model run.</summary>
internal static class BatchText
{
    public static string Show(CommitBatch batch) => string.Join(
        "; ",
        batch.Campaigns.Select(row => $"campaign {row.Id} {row.Tenant} {row.State} exclusivity {row.Exclusivity}")
            .Concat(batch.Lanes.Select(row => $"lane {row.Id} of {row.Campaign} {row.Channel} {row.Kind}"))
            .Concat(batch.Tenants.Select(row => $"tenant {row.Tenant}"))
            .Concat(batch.Suppressions.Select(row => $"{(row.IsActive ? "suppress" : "unsuppress")} {row.Text} {row.Channel}"))
            .Concat(batch.Providers.Select(row => $"provider {row.Name} {row.Settings} {row.Revision}"))
            .Concat(batch.Channels.Select(row => $"channel {row.Channel} of {row.Tenant} {row.Unavailable ?? "is back"}"))
            .Concat(batch.Reports.Select(row => $"{(row.IsKept ? "keep" : "forget")} report {row.Id} {row.Report.Raw}"))
            .Concat(EventCommands.Show(batch))
            .Concat(batch.NewJobs.ToArray().Select(
                job => $"enroll {job.Row.Id} {job.Contact.Show()} in lane {job.Row.Lane}, {job.Row.State}"))
            .Concat(ModelFeed.Show(batch))
            .Concat(batch.Contacts.Select(row => $"job {row.Job} after {row.After} is of {row.Contact.Show()}"))
            .Concat(batch.Jobs.ToArray().Select(row => row.Show()))
            .Concat(batch.Results.Select(row => $"job {row.Job} {ModelResults.Show(row)}"))
            .Concat(batch.Attempts.ToArray().Select(row => row.Show()))
            .Concat(batch.Erasures.Select(ErasureCommands.Show)));
}
