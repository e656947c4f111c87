namespace Campaigns.Tests.Sequences;

/// <summary>The store of these tests: memory here. Campaigns.Sqlite.Tests runs them on a file.</summary>
internal static class SequenceStore
{
    public static IDisposable? Use(CampaignsOptions options) => options.Store as IDisposable; // the harness has given one
}
