using System.Text.Json.Serialization;
using Campaigns.AspNetCore.Problems;
using Campaigns.AspNetCore.Requests;

namespace Campaigns.AspNetCore.Bulk;

/// <summary>What is done to many contacts.</summary>
internal enum BulkAction
{
    /// <summary>Removes contacts that have not ended.</summary>
    Remove,

    /// <summary>Contacts those that wait for their turn at an instant.</summary>
    Reschedule,

    /// <summary>
    /// Runs contacts again that have ended. Never those who opted out, are on the do-not-contact list or have an invalid address; those who
    /// were reached, may have been reached or were removed only if the filter names their state.
    /// </summary>
    Rerun,
}

/// <summary>How far a bulk action is.</summary>
internal enum BulkState
{
    /// <summary>Contacts are being changed, in portions.</summary>
    Running,

    /// <summary>All contacts were gone through.</summary>
    Completed,

    /// <summary>Somebody canceled the action. What was changed stays changed.</summary>
    Canceled,

    /// <summary>The action cannot go on. What was changed stays changed.</summary>
    Stopped,
}

/// <summary>Which contacts. Every condition that is given must hold.</summary>
internal sealed class BulkFilterBody
{
    /// <summary>Only contacts in this state.</summary>
    [JsonConverter(typeof(SnakeCase<JobState>))]
    public JobState? State { get; set; }

    /// <summary>Only contacts that wait for this.</summary>
    [JsonConverter(typeof(SnakeCase<WaitingFor>))]
    public WaitingFor? WaitingFor { get; set; }

    /// <summary>Only contacts whose last attempt ended with this outcome.</summary>
    [JsonConverter(typeof(SnakeCase<AttemptOutcome>))]
    public AttemptOutcome? LastOutcome { get; set; }

    /// <summary>Only contacts whose key begins with this text, or that have this address.</summary>
    public string? Text { get; set; }

    internal bool IsEmpty => State is null && WaitingFor is null && LastOutcome is null && Text is null;

    internal ContactFilter ToFilter() => new() { State = State, WaitingFor = WaitingFor, LastOutcome = LastOutcome, Text = Text };
}

/// <summary>An action on many contacts. First ask with <c>dryRun</c>, then confirm the count.</summary>
internal sealed class BulkRequestBody
{
    /// <summary>The action.</summary>
    [JsonConverter(typeof(SnakeCase<BulkAction>))]
    [JsonRequired]
    public BulkAction Action { get; set; }

    /// <summary>Which contacts. Give this or <see cref="All"/>.</summary>
    public BulkFilterBody? Filter { get; set; }

    /// <summary>All contacts of the campaign. Without a filter, this must be said.</summary>
    public bool All { get; set; }

    /// <summary>The instant of <c>reschedule</c>; absent for other actions.</summary>
    public DateTimeOffset? At { get; set; }

    /// <summary>Only count the contacts, and change none.</summary>
    public bool DryRun { get; set; }

    /// <summary>The count of the dry run. The action is refused if the count is another one now.</summary>
    public long? ConfirmedCount { get; set; }

    /// <exception cref="InvalidRequestException">The request is not complete, or contradicts itself.</exception>
    internal void Check()
    {
        var faults = new List<ApiFault>();
        var isFiltered = Filter is { IsEmpty: false };
        Require(isFiltered || All, "/filter", "No condition is given. Give one, or say \"all\": true to mean all contacts of the "
            + "campaign.");
        Require(!isFiltered || !All, "/all", "The request has a filter and means all contacts. Leave one out.");
        Require(Action != BulkAction.Reschedule || At is not null, "/at", "The member \"at\" is missing. Give the instant.");
        Require(Action == BulkAction.Reschedule || At is null, "/at", "Only reschedule has an instant. Leave the member out.");
        Require(
            DryRun != ConfirmedCount is not null, "/confirmedCount",
            "Ask with \"dryRun\": true first. Then send the count of the answer as confirmedCount, without dryRun.");
        if (faults.Count > 0)
        {
            throw new InvalidRequestException(faults);
        }

        void Require(bool holds, string at, string detail)
        {
            if (!holds)
            {
                faults.Add(new ApiFault { At = at, Detail = detail });
            }
        }
    }
}

/// <summary>How many contacts an action would change.</summary>
internal sealed class BulkCountBody
{
    /// <summary>The number of contacts that the action would change. Send it as <c>confirmedCount</c>.</summary>
    public required long Count { get; set; }

    /// <summary>The number of contacts that match, but whose state does not allow the action.</summary>
    public required long Skipped { get; set; }
}

/// <summary>A bulk action and how far it is.</summary>
internal sealed class BulkBody
{
    /// <summary>The id.</summary>
    public required string Id { get; set; }

    /// <summary>The action.</summary>
    [JsonConverter(typeof(SnakeCase<BulkAction>))]
    public required BulkAction Action { get; set; }

    /// <summary>How far the action is.</summary>
    [JsonConverter(typeof(SnakeCase<BulkState>))]
    public required BulkState State { get; set; }

    /// <summary>The confirmed number of contacts. No more are changed.</summary>
    public required long Count { get; set; }

    /// <summary>The number of contacts that were changed so far.</summary>
    public long Done { get; set; }

    /// <summary>The number of contacts that matched, but whose state did not allow the action any more.</summary>
    public long Skipped { get; set; }

    /// <summary>The number of contacts that the engine refused to change.</summary>
    public long Refused { get; set; }

    /// <summary>The first reasons of refusals, without personal data.</summary>
    public List<string> Reasons { get; set; } = [];

    /// <summary>When the action began.</summary>
    public required DateTimeOffset StartedAt { get; set; }

    /// <summary>When it ended; absent while it runs.</summary>
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>Why it was stopped; absent otherwise.</summary>
    public string? Reason { get; set; }
}

/// <summary>A bulk action as it is stored.</summary>
internal sealed class BulkRecord
{
    public required BulkBody Body { get; set; }

    public required string Campaign { get; set; }

    /// <summary>Which contacts; null for all, and after the end, because it may hold personal data.</summary>
    public BulkFilterBody? Filter { get; set; }

    public DateTimeOffset? At { get; set; }

    /// <summary>The cursor of the next portion; null for the first.</summary>
    public string? After { get; set; }
}

[JsonSerializable(typeof(BulkRequestBody))]
[JsonSerializable(typeof(BulkCountBody))]
[JsonSerializable(typeof(BulkBody))]
[JsonSerializable(typeof(ItemsBody<BulkBody>), TypeInfoPropertyName = "BulkList")]
[JsonSerializable(typeof(BulkRecord))]
internal sealed partial class BulkJson : JsonSerializerContext;
