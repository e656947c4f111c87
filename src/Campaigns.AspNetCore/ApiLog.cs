using Campaigns.Webhooks;
using Microsoft.Extensions.Logging;

namespace Campaigns.AspNetCore;

/// <summary>
/// What the API and the webhooks log. None of it holds personal data, a URL or a secret. All is in one class: see decision 150.
/// </summary>
internal static partial class ApiLog
{
    [LoggerMessage(101, LogLevel.Warning,
        "No API key exists, and the host has no authentication of its own (CampaignsApiOptions.ResolveCaller). Only requests from "
        + "this machine are served, with all rights. Create a key with POST /keys, or set BootstrapKey, before others need the API.")]
    public static partial void OpenToThisMachine(ILogger log);

    [LoggerMessage(102, LogLevel.Information,
        "The bootstrap key ck_{KeyId} was added, with all rights. Create other keys with it, revoke it, and remove it from the "
        + "configuration.")]
    public static partial void BootstrapKeyAdded(ILogger log, string keyId);

    [LoggerMessage(103, LogLevel.Warning, "The bootstrap key ck_{KeyId} is revoked and stays so. Remove it from the configuration.")]
    public static partial void BootstrapKeyRevoked(ILogger log, string keyId);

    [LoggerMessage(104, LogLevel.Warning, "The last use of the API key {KeyId} could not be stored.")]
    public static partial void KeyUseNotStored(ILogger log, string keyId, Exception error);

    [LoggerMessage(105, LogLevel.Error, "The caller of a request could not be found. The request is refused.")]
    public static partial void CallerNotFound(ILogger log, Exception error);

    [LoggerMessage(106, LogLevel.Error, "An entry of the audit log could not be stored: {Caller} {Operation} {Target} {Status}.")]
    public static partial void AuditNotStored(ILogger log, string caller, string operation, string target, int status, Exception error);

    [LoggerMessage(107, LogLevel.Error, "Records of the kind {Kind} that are due could not be deleted. The next round tries again.")]
    public static partial void SweepFailed(ILogger log, string kind, Exception error);

    [LoggerMessage(108, LogLevel.Warning, "Bulk actions were interrupted by {Error}. They go on in a few seconds.")]
    public static partial void BulkActionsInterrupted(ILogger log, string error);

    [LoggerMessage(109, LogLevel.Warning,
        "The record {Record} of a request with an idempotency key was changed by another process while the request was executed.")]
    public static partial void RequestRecordChanged(ILogger log, string record);

    [LoggerMessage(110, LogLevel.Error,
        "The record {Record} of a request with an idempotency key could not be read or written. The request is not executed.")]
    public static partial void RequestRecordFailed(ILogger log, string record, Exception error);

    [LoggerMessage(111, LogLevel.Error,
        "The answer to a request with an idempotency key (record {Record}) could not be stored. A repetition will be treated as "
        + "after a crash.")]
    public static partial void RequestAnswerNotStored(ILogger log, string record, Exception error);

    [LoggerMessage(112, LogLevel.Warning, "A message to the webhook {Webhook} was refused: its signature is {Verdict}.")]
    public static partial void WebhookUnverified(ILogger log, string webhook, SignatureVerdict verdict);

    [LoggerMessage(113, LogLevel.Warning, "A message to the webhook {Webhook} was refused by its reader, with {Status}.")]
    public static partial void WebhookRefused(ILogger log, string webhook, int status);

    [LoggerMessage(114, LogLevel.Error, "The reader of the webhook {Webhook} failed. The sender is asked to send the message again.")]
    public static partial void WebhookReaderFailed(ILogger log, string webhook, Exception error);

    [LoggerMessage(115, LogLevel.Error, "A message to the webhook {Webhook} could not be taken. The sender is asked to send it again.")]
    public static partial void WebhookNotTaken(ILogger log, string webhook, Exception error);

    [LoggerMessage(1, LogLevel.Error,
        "Webhook endpoint {Endpoint} of tenant {Tenant} is disabled ({Reason}). Its messages wait until it is enabled.")]
    public static partial void EndpointDisabled(ILogger log, string endpoint, string? tenant, string reason);

    [LoggerMessage(2, LogLevel.Warning, "A webhook message to endpoint {Endpoint} failed for the last time: {Message}, {Answer}.")]
    public static partial void MessageExhausted(ILogger log, string endpoint, string message, string answer);

    [LoggerMessage(3, LogLevel.Error, "The store of records failed. Webhooks try again.")]
    public static partial void WebhookWriteFailed(ILogger log, Exception error);

    [LoggerMessage(4, LogLevel.Error, "Webhooks cannot read the change feed. They try again from the last position.")]
    public static partial void FeedFailed(ILogger log, Exception error);

    [LoggerMessage(5, LogLevel.Error, "The host's callback for disabled endpoints failed.")]
    public static partial void DisabledCallbackFailed(ILogger log, Exception error);

    [LoggerMessage(6, LogLevel.Error, "A webhook message could not be sent because of a fault in this library or its host.")]
    public static partial void SendFaulted(ILogger log, Exception error);

    [LoggerMessage(7, LogLevel.Warning,
        "Webhook endpoint {Endpoint} has {Pending} messages waiting. It reads the rest from the change feed later.")]
    public static partial void EndpointBehind(ILogger log, string endpoint, int pending);

    [LoggerMessage(8, LogLevel.Error, "The secret of webhook endpoint {Endpoint} cannot be decrypted. Rotate it.")]
    public static partial void SecretUnreadable(ILogger log, string endpoint, Exception? error);
}
