using System.Text;

namespace Campaigns.Samples.Quickstart;

/// <summary>The options from the command line.</summary>
internal sealed record SampleOptions
{
    public const int DefaultMaxConcurrent = 5;
    public const int DefaultAttempts = 3;
    public const int DefaultDelay = 3_600;

    private static readonly TimeSpan LongestBusyDelay = TimeSpan.FromMinutes(5);

    /// <summary>Whether to use the system clock instead of a virtual clock.</summary>
    public required bool RealTime { get; init; }

    public required string CsvPath { get; init; }

    /// <summary>The encoding of a file without a byte order mark; null for UTF-8.</summary>
    public Encoding? Encoding { get; init; }

    /// <summary>The file's columns by field, for columns with unusual names.</summary>
    public IReadOnlyDictionary<string, string> Map { get; init; } = new Dictionary<string, string>();

    /// <summary>The path of the database for the campaign; null for memory.</summary>
    public required string? DatabasePath { get; init; }

    /// <summary>Whether an earlier run left a database that this run continues.</summary>
    public required bool IsResumed { get; init; }

    /// <summary>The key by which a later run finds the campaign; null if there is no later run.</summary>
    public string? Key => DatabasePath is null ? null : "quickstart";

    public required int MaxConcurrent { get; init; }

    public required int Attempts { get; init; }

    public required TimeSpan Delay { get; init; }

    /// <summary>When the campaign begins; null for immediately.</summary>
    public required StartTime? Start { get; init; }

    /// <summary>The retry policy. A busy line is soon free again, so it is retried sooner than other outcomes.</summary>
    public StepRetryPolicy Retries => StepRetryPolicy.Fixed(Attempts, Delay)
        .On(AttemptOutcome.Busy, RetryRule.After(Delay < LongestBusyDelay ? Delay : LongestBusyDelay, max: 3));
}
