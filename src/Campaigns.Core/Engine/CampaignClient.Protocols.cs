using System.Text;
using Campaigns.Scheduling;
using Campaigns.Storage;

namespace Campaigns.Engine;

/// <summary>Requests about protocol versions.</summary>
internal sealed partial class CampaignClient
{
    public Task<int> ChangeProtocolAsync(CampaignId campaign, ContactProtocol protocol, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(protocol);
        var problems = protocol.FindProblems();
        var needed = Templates.AddProblems(protocol.Steps, problems);
        var json = problems.List.Count == 0 ? DefinitionJson.Write(protocol) : null;
        // later changes by the caller have no effect
        var asGiven = json is null ? protocol : DefinitionJson.ReadProtocol(Encoding.UTF8.GetBytes(json));
        return AskAsync(
            campaign,
            (scheduler, entry) =>
            {
                needed.AddProblems(entry.Definition, problems);
                return scheduler.Migration.Change(entry, asGiven, problems, json);
            },
            cancellationToken);
    }

    public Task<MigrationReport> MigrateAsync(CampaignId campaign, bool isDryRun, CancellationToken cancellationToken) =>
        new MigrationRun(this, campaign, isDryRun).RunAsync(cancellationToken);

    /// <summary>Moves jobs to a version of the protocol, if they may still move.</summary>
    /// <returns>One verdict per job, in the order of the jobs.</returns>
    internal async Task<IReadOnlyList<MigrationVerdict>> MoveAsync(
        IEnumerable<JobRecord> jobs, int version, CancellationToken cancellationToken)
    {
        var answers = new List<Task<MigrationVerdict>>();
        foreach (var job in jobs)
        {
            var command = new JobCommand<MigrationVerdict>(new JobAddress(default, null, job.Row.Id), (scheduler, slot) =>
            {
                var verdict = scheduler.Migration.Move(slot, version);
                // the new version may use channels that the old one did not
                scheduler.Suppressions.End(verdict == MigrationVerdict.Moves ? [slot] : []);
                return verdict;
            });
            answers.Add(await BeginAsync(command, cancellationToken));
        }

        var verdicts = new List<MigrationVerdict>(answers.Count);
        foreach (var answer in answers)
        {
            verdicts.Add(await answer);
        }

        return verdicts;
    }
}
