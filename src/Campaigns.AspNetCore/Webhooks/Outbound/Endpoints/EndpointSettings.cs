using System.Text.Json.Serialization;
using Campaigns.AspNetCore.Requests;

namespace Campaigns.AspNetCore.Webhooks
{
    /// <summary>How much a message tells.</summary>
    [JsonConverter(typeof(SnakeCase<WebhookFormat>))]
    public enum WebhookFormat
    {
        /// <summary>All data of the change. Contact keys and addresses are personal data.</summary>
        Full,

        /// <summary>The type and ids, no personal data. The receiver reads the rest through the API.</summary>
        Thin,
    }
}

namespace Campaigns.AspNetCore.Webhooks.Outbound
{
    /// <summary>What a user sets of an endpoint, and its secrets. Immutable.</summary>
    internal sealed record EndpointSettings
    {
        public required string Url { get; init; }

        public string? Description { get; init; }

        /// <summary>The selected types; null for all.</summary>
        public IReadOnlyList<string>? Events { get; init; }

        /// <summary>The selected campaigns; null for all.</summary>
        public IReadOnlyList<long>? Campaigns { get; init; }

        public WebhookFormat Format { get; init; }

        public required DateTimeOffset CreatedAt { get; init; }

        /// <summary>The secret, as <see cref="SecretProtector"/> wrote it.</summary>
        public required string Secret { get; init; }

        public string? FormerSecret { get; init; }

        /// <summary>Until when messages are signed with the former secret too.</summary>
        public DateTimeOffset? FormerUntil { get; init; }
    }

    /// <summary>What the sender knows of an endpoint. The lock of the endpoint guards it.</summary>
    internal sealed class EndpointHealth
    {
        /// <summary>The failures since the last success.</summary>
        public int Failures { get; set; }

        public DateTimeOffset? FailingSince { get; set; }

        public DateTimeOffset? LastSuccessAt { get; set; }

        public DateTimeOffset? LastFailureAt { get; set; }

        public DateTimeOffset? DisabledAt { get; set; }

        public string? DisabledReason { get; set; }

        /// <summary>Changes after this sequence were not queued while the endpoint was disabled. A replay can begin here.</summary>
        public long? DisabledAfter { get; set; }
    }

    /// <summary>A range of messages to send again, or that did not fit into the store before.</summary>
    internal sealed class ReplayRange
    {
        /// <summary>The sequence of the last change that was dealt with.</summary>
        public long After { get; set; }

        /// <summary>The last sequence of the range. Null: everything, because the endpoint is behind.</summary>
        public long? Until { get; set; }

        /// <summary>Whether only messages are sent again that failed for the last time.</summary>
        public bool IsOfFailures { get; set; }

        /// <summary>The id after which failed messages are read on.</summary>
        public string? Cursor { get; set; }
    }
}
