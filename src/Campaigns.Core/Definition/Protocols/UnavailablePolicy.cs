using System.Text.Json.Serialization;

namespace Campaigns;

/// <summary>What to do with a step that cannot be sent.</summary>
public enum UnavailableAction
{
    /// <summary>Skip the step and continue.</summary>
    Skip,

    /// <summary>
    /// Wait until the channel is available again. If the wait ends first, continue with <see cref="UnavailablePolicy.Then"/>.
    /// </summary>
    Wait,

    /// <summary>Send the step on another channel.</summary>
    Fallback,

    /// <summary>Hand the step to a person as a manual task.</summary>
    Task,

    /// <summary>Treat the step as failed.</summary>
    Fail,
}

/// <summary>
/// What to do with a step whose channel is unavailable, or for which a contact has no address. Spends no attempt. Created by the methods
/// below. A chain has up to 5 policies, with at most one wait, then at most one task, and each other channel once.
/// </summary>
public sealed record UnavailablePolicy
{
    /// <summary>The default wait for a channel: three days.</summary>
    public static readonly TimeSpan DefaultWait = TimeSpan.FromDays(3);

    [JsonConstructor]
    internal UnavailablePolicy(
        UnavailableAction action, TimeSpan? atMost = null, DateTimeOffset? until = null, string? channel = null,
        UnavailablePolicy? then = null)
    {
        Action = action;
        AtMost = atMost;
        Until = until;
        Channel = channel;
        Then = then;
    }

    /// <summary>What to do.</summary>
    public UnavailableAction Action { get; }

    /// <summary>The maximum time to wait for the channel or the person. Null: no limit except the job's expiry.</summary>
    public TimeSpan? AtMost { get; }

    /// <summary>The instant until which to wait for the channel. Null: no such instant.</summary>
    public DateTimeOffset? Until { get; }

    /// <summary>The other channel.</summary>
    public string? Channel { get; }

    /// <summary>
    /// What to do when the wait or the task has timed out, or when the step cannot be sent on the other channel either. Null: skip the
    /// step.
    /// </summary>
    public UnavailablePolicy? Then { get; }

    /// <summary>Skip the step and continue.</summary>
    public static UnavailablePolicy Skip { get; } = new(UnavailableAction.Skip);

    /// <summary>Treat the step as failed.</summary>
    public static UnavailablePolicy Fail { get; } = new(UnavailableAction.Fail);

    /// <summary>Wait three days, then skip the step. The default for an unavailable channel in a protocol with exit rules.</summary>
    public static UnavailablePolicy Default { get; } = Wait(DefaultWait);

    /// <summary>Waits for the channel for a limited time.</summary>
    /// <param name="atMost">The maximum time. More than 0, up to 365 days.</param>
    /// <param name="then">What to do afterwards. Null, the default: skip the step.</param>
    public static UnavailablePolicy Wait(TimeSpan atMost, UnavailablePolicy? then = null) =>
        new(UnavailableAction.Wait, atMost, then: then);

    /// <summary>Waits for the channel until an instant.</summary>
    /// <param name="until">The instant.</param>
    /// <param name="then">What to do afterwards. Null, the default: skip the step.</param>
    public static UnavailablePolicy Wait(DateTimeOffset until, UnavailablePolicy? then = null) =>
        new(UnavailableAction.Wait, until: until, then: then);

    /// <summary>Sends the step's content on another channel.</summary>
    /// <param name="channel">The other channel. 1 to 50 characters.</param>
    /// <param name="then">
    /// What to do if the other channel is unavailable too, or if the contact has no address there. Null, the default: skip the step.
    /// </param>
    public static UnavailablePolicy Fallback(string channel, UnavailablePolicy? then = null) =>
        new(UnavailableAction.Fallback, channel: channel, then: then);

    /// <summary>Hands the step to a person as a manual task, which <see cref="ICampaignOperations.CompleteTaskAsync"/> completes.</summary>
    /// <param name="atMost">The time that the person has. More than 0, up to 365 days. Null, the default: until the job ends.</param>
    /// <param name="then">What to do afterwards. Null, the default: skip the step.</param>
    public static UnavailablePolicy Task(TimeSpan? atMost = null, UnavailablePolicy? then = null) =>
        new(UnavailableAction.Task, atMost, then: then);

    /// <summary>Adds the problems of a chain.</summary>
    /// <param name="problems">The list to add to.</param>
    /// <param name="field">The field that holds the chain.</param>
    /// <param name="own">The channel of the step.</param>
    /// <param name="noWait">Why the chain must not wait. Null if it may.</param>
    internal void AddProblems(Problems problems, string field, string? own, string? noWait = null)
    {
        problems.Require(Depth <= 5, $"{field}.Then", "a long chain", "use at most 5 in a row");
        var (used, hasTask) = (new HashSet<string?> { own }, false);
        for (var policy = this; policy is not null; (policy, field) = (policy.Then, $"{field}.Then"))
        {
            policy.AddProblems(problems, field);
            var (isWait, isTask) = (policy.Action == UnavailableAction.Wait, policy.Action == UnavailableAction.Task);
            problems.Require(!isWait || noWait is null, field, "a wait", noWait!);
            problems.Require(!isTask || !hasTask, field, "a second task", "hand the step over once");
            problems.Require(
                policy.Action != UnavailableAction.Fallback || used.Add(policy.Channel), $"{field}.Channel", Problems.Quote(policy.Channel),
                "name each channel once");
            noWait = isWait ? "use one longer wait instead" : isTask ? "wait before the task, not after it" : noWait;
            hasTask |= isTask;
        }
    }

    private void AddProblems(Problems problems, string field)
    {
        problems.Require(Enum.IsDefined(Action), $"{field}.Action", Action, "use one of the actions");
        problems.Require(
            AtMost is null || (AtMost > TimeSpan.Zero && AtMost <= Backoff.MaxDelay), $"{field}.AtMost", AtMost,
            "use more than 0, up to 365 days");
        problems.Require(
            Action != UnavailableAction.Fallback || (!string.IsNullOrWhiteSpace(Channel) && Channel.Length <= 50),
            $"{field}.Channel",
            Problems.Quote(Channel),
            "name the other channel, with 1 to 50 characters");
        problems.Require(
            Action != UnavailableAction.Wait || AtMost is not null || Until is not null, field, "a wait without end",
            "say how long, or until when");
    }

    private int Depth => 1 + (Then?.Depth ?? 0);
}
