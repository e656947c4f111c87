using Campaigns.Scheduling;
using Campaigns.Storage;

namespace Campaigns.Engine;

/// <summary>
/// Moves a campaign's jobs to the newest version of its protocol, one page at a time, while the campaign runs. Each job is judged at its
/// current step when its turn comes. A dry run applies the same rules to the job as stored.
/// </summary>
internal sealed class MigrationRun(CampaignClient client, CampaignId campaign, bool isDryRun)
{
    private const int Page = 500;
    private const int MostKeys = 10_000;
    private readonly List<string> _keys = [];
    private long _moved;
    private long _passed;
    private long _refused;

    public async Task<MigrationReport> RunAsync(CancellationToken cancellationToken)
    {
        var terms = await client.AskAsync(
            campaign,
            (scheduler, entry) =>
            {
                JobMigration.RequireOpen(entry);
                return EnrollmentTerms.Of(entry, scheduler.View, client.Templates);
            },
            cancellationToken,
            nameof(ICampaignClient.MigrateAsync));
        var query = new JobQuery(campaign, new PageLimits(Page));
        for (long? after = 0; after is { } from;)
        {
            var page = await client.QueryAsync(queries => queries.ReadJobsAsync(query with { After = from }, cancellationToken));
            await HandleAsync([.. page.Items.Where(job => MayMove(job, terms.Version))], terms, cancellationToken);
            after = page.Next;
        }

        return new MigrationReport(terms.Version + 1, _moved, _passed, _keys) { Refused = _refused };
    }

    private static bool MayMove(in JobRecord job, int version) =>
        !job.Row.State.IsTerminal() && job.Row.Protocol >= 0 && job.Row.Protocol < version;

    private async Task HandleAsync(IReadOnlyList<JobRecord> jobs, EnrollmentTerms terms, CancellationToken cancellationToken)
    {
        var isFit = jobs.ToLookup(job => terms.Judge(job.Contact, out _) is null);
        var (fit, unfit) = (isFit[true].ToList(), isFit[false].ToList());
        var verdicts = isDryRun
            ? await JudgeAsync(fit, terms.Version, cancellationToken)
            : await client.MoveAsync(fit, terms.Version, cancellationToken);
        for (var i = 0; i < fit.Count; i++)
        {
            Count(verdicts[i], fit[i]);
        }

        foreach (var verdict in unfit.Count == 0 ? [] : await JudgeAsync(unfit, terms.Version, cancellationToken))
        {
            _refused += verdict == MigrationVerdict.Moves ? 1 : 0;
            _passed += verdict == MigrationVerdict.Passed ? 1 : 0;
        }
    }

    private Task<IReadOnlyList<MigrationVerdict>> JudgeAsync(
        IReadOnlyList<JobRecord> jobs, int version, CancellationToken cancellationToken) =>
        client.AskAsync<IReadOnlyList<MigrationVerdict>>(
            scheduler => [.. jobs.Select(job => scheduler.Migration.Judge(job.Row, job.Contact, version))],
            cancellationToken,
            nameof(ICampaignClient.MigrateAsync),
            campaign);

    private void Count(MigrationVerdict verdict, in JobRecord job)
    {
        _passed += verdict == MigrationVerdict.Passed ? 1 : 0;
        if (verdict != MigrationVerdict.Moves)
        {
            return;
        }

        _moved++;
        if (_keys.Count < MostKeys)
        {
            _keys.Add(job.Contact.Key);
        }
    }
}
