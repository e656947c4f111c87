using System.Text.Json.Serialization;
using Campaigns.AspNetCore.Requests;
using Campaigns.AspNetCore.Settings;

namespace Campaigns.AspNetCore.Definitions;

/// <summary>A step of a protocol. The members that it may have depend on its type.</summary>
internal sealed class StepBody
{
    /// <summary><c>contact</c>, <c>delay</c>, <c>event</c>, <c>branch</c> or <c>exit</c>.</summary>
    [JsonRequired]
    public string Type { get; set; } = "";

    /// <summary>The name by which branches and events refer to the step.</summary>
    public string? Name { get; set; }

    /// <summary>The channel. For contact.</summary>
    public string? Channel { get; set; }

    /// <summary>The content to say or send. For contact.</summary>
    public string? Content { get; set; }

    /// <summary>The subject. For contact.</summary>
    public string? Subject { get; set; }

    /// <summary>Whether content and subject are templates. For contact.</summary>
    public bool? IsTemplate { get; set; }

    /// <summary>The format of the content. For contact.</summary>
    [JsonConverter(typeof(DefinitionName<ContentFormat>))]
    public ContentFormat? Format { get; set; }

    /// <summary>The retry policy; three attempts, ten minutes apart by default. For contact.</summary>
    public RetryBody? Retry { get; set; }

    /// <summary>
    /// For contact, how long an accepted attempt may stay without an outcome, 30 minutes by default. For event, how long to wait.
    /// </summary>
    public TimeSpan? Timeout { get; set; }

    /// <summary>The hours in which this step may be sent. For contact.</summary>
    public WindowBody? Window { get; set; }

    /// <summary>What follows when the attempts are used up. For contact.</summary>
    [JsonConverter(typeof(DefinitionName<StepFailure>))]
    public StepFailure? OnFailure { get; set; }

    /// <summary>What to do while the channel is unavailable. For contact.</summary>
    public UnavailableBody? OnUnavailable { get; set; }

    /// <summary>What to do for a contact without an address on the channel. For contact.</summary>
    public UnavailableBody? OnNoAddress { get; set; }

    /// <summary>How long to wait. For delay.</summary>
    public TimeSpan? Duration { get; set; }

    /// <summary>The business day to wait for. For delay.</summary>
    public BusinessDayBody? Until { get; set; }

    /// <summary>The name of the event. For event.</summary>
    public string? Event { get; set; }

    /// <summary>The step after the event. For event.</summary>
    public string? OnEvent { get; set; }

    /// <summary>The step after the timeout. For event.</summary>
    public string? OnTimeout { get; set; }

    /// <summary>The condition. For branch.</summary>
    public ConditionBody? When { get; set; }

    /// <summary>The step if the condition holds. For branch.</summary>
    public string? Then { get; set; }

    /// <summary>The step if it does not hold. For branch.</summary>
    public string? Otherwise { get; set; }

    /// <summary><c>Completed</c> or <c>Failed</c>. For exit.</summary>
    [JsonConverter(typeof(DefinitionName<JobState>))]
    public JobState? End { get; set; }
}

/// <summary>The number of attempts of a step and the delays between them.</summary>
internal sealed class RetryBody
{
    /// <summary>The maximum number of attempts, including the first. 1 to 250; 3 by default.</summary>
    public int? Attempts { get; set; }

    /// <summary>The delay from an outcome to the next attempt. 10 minutes by default.</summary>
    public BackoffBody? Delay { get; set; }

    /// <summary>The rules for single outcomes, such as <c>Busy</c>.</summary>
    public IReadOnlyDictionary<string, RetryRuleBody>? Rules { get; set; }
}

/// <summary>The retry rule for one outcome.</summary>
internal sealed class RetryRuleBody
{
    /// <summary>The delay before each retry; absent: the delay of the policy.</summary>
    public BackoffBody? Delay { get; set; }

    /// <summary>The maximum number of retries that the outcome may cause. 0 to 250; absent: only the policy limits them.</summary>
    public int? Max { get; set; }
}

/// <summary>The delay before each retry.</summary>
internal sealed class BackoffBody
{
    /// <summary>The delays, one per retry. The last applies to all later retries.</summary>
    [JsonRequired]
    public IReadOnlyList<TimeSpan> Delays { get; set; } = [];

    /// <summary>The factor by which the last delay grows for each later retry. 1 by default.</summary>
    public double? Factor { get; set; }

    /// <summary>The maximum delay. 365 days by default.</summary>
    public TimeSpan? Cap { get; set; }

    /// <summary>The maximum random change of a delay, as a fraction of it. 0 to 1; 0 by default.</summary>
    public double? Jitter { get; set; }
}

/// <summary>What to do while a channel is unavailable.</summary>
internal sealed class UnavailableBody
{
    /// <summary>The action.</summary>
    [JsonRequired]
    [JsonConverter(typeof(DefinitionName<UnavailableAction>))]
    public UnavailableAction Action { get; set; }

    /// <summary>The longest wait.</summary>
    public TimeSpan? AtMost { get; set; }

    /// <summary>The end of the wait.</summary>
    public DateTimeOffset? Until { get; set; }

    /// <summary>The other channel.</summary>
    public string? Channel { get; set; }

    /// <summary>What to do after that.</summary>
    public UnavailableBody? Then { get; set; }
}

/// <summary>A business day to wait for.</summary>
internal sealed class BusinessDayBody
{
    /// <summary>The local time of day.</summary>
    [JsonRequired]
    public TimeOnly At { get; set; }

    /// <summary>The number of business days. 1 to 250; 1 by default.</summary>
    public int? Days { get; set; }
}

/// <summary>The condition of a branch.</summary>
internal sealed class ConditionBody
{
    /// <summary>The kind.</summary>
    [JsonRequired]
    [JsonConverter(typeof(DefinitionName<StepConditionKind>))]
    public StepConditionKind Kind { get; set; }

    /// <summary>The name of the value, or the channel.</summary>
    public string? Name { get; set; }

    /// <summary>The values.</summary>
    public IReadOnlyList<string>? Values { get; set; }

    /// <summary>The outcomes, such as <c>Busy</c>.</summary>
    public IReadOnlyList<string>? Outcomes { get; set; }
}
