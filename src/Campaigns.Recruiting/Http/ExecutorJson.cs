using System.Text.Json.Serialization;

namespace Campaigns.Recruiting;

/// <summary>The answer to a request that started a campaign, or found it running.</summary>
internal sealed record StartedCampaign(
    string CampaignId, long RoleId, long CandidateId, long SenderId, DateTimeOffset StartedAt, IReadOnlyList<string> Warnings);

/// <summary>A problem as RFC 9457 defines it, with every fault of the request.</summary>
internal sealed record ExecutorProblem(string Type, string Title, int Status)
{
    public string? Detail { get; init; }

    public IReadOnlyList<RequestFault>? Faults { get; init; }

    /// <summary>The campaign in the way.</summary>
    public string? CampaignId { get; init; }

    /// <summary>The role of the campaign in the way.</summary>
    public long? RoleId { get; init; }
}

/// <summary>Writes the answers without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StartedCampaign))]
[JsonSerializable(typeof(ExecutorProblem))]
internal sealed partial class ExecutorJson : JsonSerializerContext;
