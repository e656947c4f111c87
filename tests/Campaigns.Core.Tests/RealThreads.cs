namespace Campaigns.Tests;

/// <summary>Tests that count threads or race them. Nothing else may run in parallel.</summary>
[CollectionDefinition(nameof(RealThreads), DisableParallelization = true)]
public class RealThreads;
