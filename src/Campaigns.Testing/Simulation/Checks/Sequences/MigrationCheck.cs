namespace Campaigns.Testing;

/// <summary>Judges moves to another version of a protocol: only to the newest.</summary>
internal static class MigrationCheck
{
    public static void Moved(Judge judge, JobFacts job, int version) =>
        judge.Require(version == job.Campaign.Row.Latest.Versions.Count, 9, () => $"{job} was moved to version {version}, which is not the newest");
}
