namespace Campaigns.Tests;

/// <summary>Tests that count threads or race them: nothing else may run beside them.</summary>
[CollectionDefinition(nameof(RealThreads), DisableParallelization = true)]
public class RealThreads;
