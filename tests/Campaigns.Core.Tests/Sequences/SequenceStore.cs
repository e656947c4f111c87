namespace Campaigns.Tests.Sequences;

/// <summary>The store of the drip tests: memory here, and a file in Campaigns.Sqlite.Tests, which also runs these tests.</summary>
internal static class SequenceStore
{
    public static IDisposable? Use(CampaignsOptions options) => options.Store as IDisposable; // the harness has set one
}
