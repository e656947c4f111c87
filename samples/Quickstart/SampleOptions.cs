using System.Text;

namespace Campaigns.Samples.Quickstart;

/// <summary>What the command line asks for.</summary>
internal sealed record SampleOptions
{
    public const int DefaultMaxConcurrent = 5;
    public const int DefaultAttempts = 3;
    public const int DefaultDelay = 3_600;

    private static readonly TimeSpan LongestBusyDelay = TimeSpan.FromMinutes(5);

    /// <summary>The system's clock instead of a virtual one.</summary>
    public required bool RealTime { get; init; }

    public required string CsvPath { get; init; }

    /// <summary>The file's encoding, unless it begins with the mark of another; null for UTF-8.</summary>
    public Encoding? Encoding { get; init; }

    /// <summary>The file's columns by what they hold, where they have names of their own.</summary>
    public IReadOnlyDictionary<string, string> Map { get; init; } = new Dictionary<string, string>();

    /// <summary>The database to keep the campaign in; null for memory.</summary>
    public required string? DatabasePath { get; init; }

    /// <summary>Whether an earlier run has left a database, and this one goes on.</summary>
    public required bool IsResumed { get; init; }

    /// <summary>By which name a later run finds the campaign again; null where there is no later run.</summary>
    public string? Key => DatabasePath is null ? null : "quickstart";

    public required int MaxConcurrent { get; init; }

    public required int Attempts { get; init; }

    public required TimeSpan Delay { get; init; }

    /// <summary>When the campaign is to begin; null for at once.</summary>
    public required StartTime? Start { get; init; }

    /// <summary>A busy line is soon free again, so it is tried again sooner than the rest.</summary>
    public StepRetryPolicy Retries => StepRetryPolicy.Fixed(Attempts, Delay)
        .On(AttemptOutcome.Busy, RetryRule.After(Delay < LongestBusyDelay ? Delay : LongestBusyDelay, max: 3));
}
