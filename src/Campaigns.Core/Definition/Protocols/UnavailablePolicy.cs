using System.Text.Json.Serialization;

namespace Campaigns;

/// <summary>What a step does that cannot be sent.</summary>
public enum UnavailableAction
{
    /// <summary>Leave it out and go on.</summary>
    Skip,

    /// <summary>Wait until the channel is back, and then go on as <see cref="UnavailablePolicy.Then"/> says.</summary>
    Wait,

    /// <summary>Send it on another channel.</summary>
    Fallback,

    /// <summary>Hand it to a person: a manual task.</summary>
    Task,

    /// <summary>Treat the step as failed.</summary>
    Fail,
}

/// <summary>
/// What to do with a step whose channel is unavailable, or for which a contact has no address. Spends no attempt. Made by the methods
/// below.
/// In a chain there is one wait at most, then one task at most, and each other channel once.
/// </summary>
public sealed record UnavailablePolicy
{
    /// <summary>How long a channel is waited for unless a step says otherwise: three days.</summary>
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

    /// <summary>How long to wait for the channel, or for the person. Null for no limit but the job's expiry.</summary>
    public TimeSpan? AtMost { get; }

    /// <summary>Until when to wait for the channel. Null for no instant.</summary>
    public DateTimeOffset? Until { get; }

    /// <summary>The other channel.</summary>
    public string? Channel { get; }

    /// <summary>What to do when it has waited long enough, or cannot be sent on the other channel either. Null: skip the step.</summary>
    public UnavailablePolicy? Then { get; }

    /// <summary>Leave the step out and go on.</summary>
    public static UnavailablePolicy Skip { get; } = new(UnavailableAction.Skip);

    /// <summary>Treat the step as failed.</summary>
    public static UnavailablePolicy Fail { get; } = new(UnavailableAction.Fail);

    /// <summary>Three days, then leave it out: what holds for an unavailable channel in a protocol with exit rules.</summary>
    public static UnavailablePolicy Default { get; } = Wait(DefaultWait);

    /// <summary>Wait for the channel.</summary>
    /// <param name="atMost">How long. More than 0, up to 365 days.</param>
    /// <param name="then">What then; null to skip the step.</param>
    public static UnavailablePolicy Wait(TimeSpan atMost, UnavailablePolicy? then = null) =>
        new(UnavailableAction.Wait, atMost, then: then);

    /// <summary>Wait for the channel.</summary>
    /// <param name="until">Until when.</param>
    /// <param name="then">What then; null to skip the step.</param>
    public static UnavailablePolicy Wait(DateTimeOffset until, UnavailablePolicy? then = null) =>
        new(UnavailableAction.Wait, until: until, then: then);

    /// <summary>Send the step's content on another channel.</summary>
    /// <param name="channel">The other channel.</param>
    /// <param name="then">What to do when that is unavailable too, or the contact has no address there; null to skip the step.</param>
    public static UnavailablePolicy Fallback(string channel, UnavailablePolicy? then = null) =>
        new(UnavailableAction.Fallback, channel: channel, then: then);

    /// <summary>Hand the step to a person: a manual task, which <see cref="ICampaignOperations.CompleteTaskAsync"/> completes.</summary>
    /// <param name="atMost">How long the person has; null for as long as the job runs.</param>
    /// <param name="then">What then; null to skip the step.</param>
    public static UnavailablePolicy Task(TimeSpan? atMost = null, UnavailablePolicy? then = null) =>
        new(UnavailableAction.Task, atMost, then: then);

    /// <summary>Adds what is wrong with a chain.</summary>
    /// <param name="problems">Where to add it.</param>
    /// <param name="field">Where the chain stands.</param>
    /// <param name="own">The channel of the step.</param>
    /// <param name="noWait">Why it may not wait; null if it may.</param>
    internal void AddProblems(Problems problems, string field, string? own, string? noWait = null)
    {
        problems.Require(Depth <= 5, $"{field}.Then", "a long chain", "use 5 in a row at most");
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
            noWait = isWait ? "wait once, and longer" : isTask ? "wait before the task, not after it" : noWait;
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
