using System.Text.Json;
using System.Text.Json.Serialization;
using Campaigns.AspNetCore.Requests;

namespace Campaigns.AspNetCore.Campaigns;

/// <summary>A campaign with its statistics.</summary>
internal sealed class CampaignBody
{
    /// <summary>The id.</summary>
    public required string Id { get; set; }

    /// <summary>The name.</summary>
    public required string Name { get; set; }

    /// <summary>The tenant.</summary>
    public required string Tenant { get; set; }

    /// <summary>The application's key; absent for none.</summary>
    public string? Key { get; set; }

    /// <summary>The state.</summary>
    [JsonConverter(typeof(SnakeCase<CampaignState>))]
    public required CampaignState State { get; set; }

    /// <summary>The number of contacts.</summary>
    public required long Total { get; set; }

    /// <summary>The number of contacts never tried.</summary>
    public required long Pending { get; set; }

    /// <summary>The number of contacts that wait for a retry, the next step, or one of the reasons in <c>waitingFor</c>.</summary>
    public required long Waiting { get; set; }

    /// <summary>The waiting contacts by what they wait for. Entries of 0 are left out.</summary>
    public required IReadOnlyDictionary<string, long> WaitingFor { get; set; }

    /// <summary>The number of contacts with a live attempt.</summary>
    public required long Live { get; set; }

    /// <summary>The number of contacts reached.</summary>
    public required long Completed { get; set; }

    /// <summary>The number of contacts that ended without being reached.</summary>
    public required long Failed { get; set; }

    /// <summary>The number of contacts of whom nobody knows whether an attempt reached them.</summary>
    public required long Unknown { get; set; }

    /// <summary>The number of contacts that ended with the campaign's cancellation.</summary>
    public required long Canceled { get; set; }

    /// <summary>The number of contacts on the do-not-contact list, or denied by a rule of the host.</summary>
    public required long Suppressed { get; set; }

    /// <summary>The number of contacts that expired.</summary>
    public required long Expired { get; set; }

    /// <summary>The number of contacts removed.</summary>
    public required long Removed { get; set; }

    /// <summary>The number of contacts that replied.</summary>
    public required long Replied { get; set; }

    /// <summary>The number of contacts that ended with all steps done and no reply.</summary>
    public required long NoResponse { get; set; }

    /// <summary>The number of attempts that were not the first of their step.</summary>
    public required long RetriesAttempted { get; set; }

    /// <summary>The ended attempts by outcome. Outcomes that have not occurred are left out.</summary>
    public required IReadOnlyDictionary<string, long> Outcomes { get; set; }

    /// <summary>The number of dispatches per second over the last minute.</summary>
    public required double AttemptsPerSecond { get; set; }

    /// <summary>The estimated end; absent if there is no estimate.</summary>
    public DateTimeOffset? EstimatedFinish { get; set; }

    /// <summary>When the campaign was created.</summary>
    public required DateTimeOffset CreatedAt { get; set; }

    /// <summary>When the campaign began to run; absent before that.</summary>
    public DateTimeOffset? StartedAt { get; set; }

    /// <summary>When the campaign ended; absent before that.</summary>
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>Since when an enrollment is open, which keeps the campaign from completing; absent if none is.</summary>
    public DateTimeOffset? EnrollmentOpenSince { get; set; }

    /// <summary>The number of enrollments that were cut short: send the contacts again, or close the enrollment.</summary>
    public required int CutEnrollments { get; set; }

    internal static CampaignBody Of(CampaignStatistics statistics) => new()
    {
        Id = statistics.Campaign.ToString(),
        Name = statistics.Name,
        Tenant = statistics.Tenant,
        Key = statistics.Key,
        State = statistics.State,
        Total = statistics.Total,
        Pending = statistics.Pending,
        Waiting = statistics.WaitingForRetry,
        WaitingFor = Named(statistics.Waiting),
        Live = statistics.Live,
        Completed = statistics.Completed,
        Failed = statistics.Failed,
        Unknown = statistics.Unknown,
        Canceled = statistics.Canceled,
        Suppressed = statistics.Suppressed,
        Expired = statistics.Expired,
        Removed = statistics.Removed,
        Replied = statistics.Replied,
        NoResponse = statistics.NoResponse,
        RetriesAttempted = statistics.RetriesAttempted,
        Outcomes = Named(statistics.Outcomes),
        AttemptsPerSecond = statistics.AttemptsPerSecond,
        EstimatedFinish = statistics.EstimatedFinish,
        CreatedAt = statistics.CreatedAt,
        StartedAt = statistics.StartedAt,
        EndedAt = statistics.EndedAt,
        EnrollmentOpenSince = statistics.EnrollmentOpenSince,
        CutEnrollments = statistics.CutEnrollments,
    };

    private static Dictionary<string, long> Named<T>(IReadOnlyDictionary<T, long> counts)
        where T : struct, Enum =>
        counts.ToDictionary(count => JsonNamingPolicy.SnakeCaseLower.ConvertName(count.Key.ToString()), count => count.Value);
}

/// <summary>What the contacts of a campaign wait for.</summary>
internal sealed class CampaignExplanationBody
{
    /// <summary>The number of contacts by reason.</summary>
    public required IReadOnlyDictionary<string, long> Reasons { get; set; }
}

/// <summary>The result of checking a definition.</summary>
internal sealed class ValidationBody
{
    /// <summary>Whether a campaign can be created from the definition. Faults are answered with 400 or 422.</summary>
    public required bool IsValid { get; set; }

    /// <summary>What is valid but may not be intended.</summary>
    public required IReadOnlyList<string> Warnings { get; set; }
}

/// <summary>What differs in a duplicate.</summary>
internal sealed class DuplicateBody
{
    /// <summary>The name; absent: the same name.</summary>
    public string? Name { get; set; }

    /// <summary>The key; absent: none, because a key names one campaign.</summary>
    public string? Key { get; set; }
}

/// <summary>The version of a protocol.</summary>
internal sealed class ProtocolVersionBody
{
    /// <summary>The newest version, from 1.</summary>
    public required int Version { get; set; }
}

/// <summary>The result, or the expected result, of a migration to the newest version of the protocol.</summary>
internal sealed class MigrationBody
{
    /// <summary>The newest version.</summary>
    public required int Version { get; set; }

    /// <summary>Whether nothing was moved.</summary>
    public required bool IsDryRun { get; set; }

    /// <summary>The number of contacts that move.</summary>
    public required long Moved { get; set; }

    /// <summary>The number of contacts that stay because they have reached or passed a changed step.</summary>
    public required long Passed { get; set; }

    /// <summary>The number of contacts that stay because they lack an address or a value.</summary>
    public required long Refused { get; set; }

    /// <summary>The keys of the contacts that move, up to 10,000.</summary>
    public required IReadOnlyList<string> ContactKeys { get; set; }
}
