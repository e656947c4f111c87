using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Campaigns.AspNetCore.Access;
using Campaigns.AspNetCore.Attempts;
using Campaigns.AspNetCore.Bulk;
using Campaigns.AspNetCore.Calls;
using Campaigns.AspNetCore.Campaigns;
using Campaigns.AspNetCore.Changes;
using Campaigns.AspNetCore.Cluster;
using Campaigns.AspNetCore.Contacts;
using Campaigns.AspNetCore.Events;
using Campaigns.AspNetCore.Installation;
using Campaigns.AspNetCore.Persons;
using Campaigns.AspNetCore.Preflights;
using Campaigns.AspNetCore.Problems;
using Campaigns.AspNetCore.Providers;
using Campaigns.AspNetCore.Reports;
using Campaigns.AspNetCore.Suppressions;
using Campaigns.AspNetCore.Tasks;
using Campaigns.AspNetCore.Uploads;
using Campaigns.AspNetCore.Webhooks;

namespace Campaigns.AspNetCore.Requests;

/// <summary>The JSON of the API: camel case, enumerations in snake case, nothing unknown, nothing repeated.</summary>
internal static class ApiJson
{
    /// <summary>The options of all bodies. Each area adds the context with its types.</summary>
    public static JsonSerializerOptions Options { get; } = Make(
        ProblemJson.Default,
        CampaignApiJson.Default,
        PreflightJson.Default,
        CallJson.Default,
        TaskJson.Default,
        AttemptJson.Default,
        InstallationJson.Default,
        ClusterJson.Default,
        ProviderJson.Default,
        UnmatchedReportJson.Default,
        ChangeJson.Default,
        AccessApiJson.Default,
        AuditJson.Default,
        InboundWebhookJson.Default,
        OutboundWebhookJson.Default,
        UploadApiJson.Default,
        ContactJson.Default,
        BulkJson.Default,
        EventJson.Default,
        SuppressionJson.Default,
        PersonJson.Default);

    /// <summary>How a type is written and read.</summary>
    public static JsonTypeInfo<T> TypeOf<T>() => (JsonTypeInfo<T>)Options.GetTypeInfo(typeof(T));

    private static JsonSerializerOptions Make(params ReadOnlySpan<IJsonTypeInfoResolver> areas)
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Strict)
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            RespectRequiredConstructorParameters = false,
        };
        foreach (var area in areas)
        {
            options.TypeInfoResolverChain.Add(area);
        }

        options.MakeReadOnly();
        return options;
    }
}

/// <summary>Writes an enumeration in snake case: <c>no_answer</c>.</summary>
internal sealed class SnakeCase<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false)
    where T : struct, Enum;

[JsonSerializable(typeof(ApiProblem))]
internal sealed partial class ProblemJson : JsonSerializerContext;
