using System.Globalization;
using System.Text.Json.Serialization;
using Campaigns.AspNetCore.Access;
using Campaigns.AspNetCore.Requests;

namespace Campaigns.AspNetCore.Contacts;

/// <summary>Why a contact is or is not contacted now.</summary>
internal sealed class ExplanationBody
{
    /// <summary>The state of the contact's job.</summary>
    [JsonConverter(typeof(SnakeCase<JobState>))]
    public required JobState State { get; set; }

    /// <summary>Whether nothing keeps the contact from being contacted when its turn comes.</summary>
    public required bool IsReady { get; set; }

    /// <summary>The explanation in words.</summary>
    public required string Summary { get; set; }

    /// <summary>No attempt is sent before this instant; absent if only capacity or a person decides.</summary>
    public DateTimeOffset? Earliest { get; set; }

    /// <summary>The verdict of every gate, in their order.</summary>
    public required IReadOnlyList<GateBody> Gates { get; set; }

    /// <summary>The shard of the campaign and the silo that owns it; absent with one engine, and for callers with a tenant.</summary>
    public OwnerBody? Owner { get; set; }

    internal static ExplanationBody Of(Explanation explanation, ApiCaller caller) => new()
    {
        State = explanation.State,
        IsReady = explanation.IsReady,
        Summary = Summarize(explanation),
        Earliest = explanation.Earliest,
        Gates = [.. explanation.Verdicts.Select(GateBody.Of)],
        Owner = caller.Tenant is null && explanation.Owner is { } owner ? new() { Shard = owner.Shard, Silo = owner.Silo } : null,
    };

    private static string Summarize(Explanation explanation)
    {
        if (explanation.State == JobState.Live)
        {
            return "An attempt is live now.";
        }

        if (explanation.State.IsTerminal())
        {
            return $"The contact has ended: {SnakeCase(explanation.State)}. Nothing more is sent unless it runs again.";
        }

        if (explanation.IsReady)
        {
            return "Nothing keeps the contact. It is contacted when its turn comes.";
        }

        var closed = explanation.Verdicts.Where(verdict => !verdict.IsOpen)
            .Select(verdict => verdict.Reason is { } reason ? $"{reason} ({verdict.Gate})" : verdict.Gate);
        var when = explanation.Earliest is { } earliest
            ? string.Create(CultureInfo.InvariantCulture, $" Not before {earliest.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}.")
            : explanation.Verdicts.Any(verdict => verdict.IsFinal) ? " This does not end without a change." : " Capacity or a "
                + "person decides when.";
        return $"The contact is not contacted now: {string.Join("; ", closed)}.{when}";
    }

    private static string SnakeCase(JobState state) => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(state.ToString());
}

/// <summary>The shard of a campaign, and who owned it when it answered.</summary>
internal sealed class OwnerBody
{
    /// <summary>The number of the shard, from 0.</summary>
    public required int Shard { get; set; }

    /// <summary>The name of the silo; absent if it is of an older version, which does not tell.</summary>
    public string? Silo { get; set; }
}

/// <summary>The verdict of one gate.</summary>
internal sealed class GateBody
{
    /// <summary>The name of the gate.</summary>
    public required string Gate { get; set; }

    /// <summary>Whether the gate lets the contact through.</summary>
    public required bool IsOpen { get; set; }

    /// <summary>Why the gate is closed; absent if it is open.</summary>
    public string? Reason { get; set; }

    /// <summary>When the gate opens at the earliest; absent if it is open, or if nobody knows.</summary>
    public DateTimeOffset? Until { get; set; }

    /// <summary>Whether the gate never opens without a change from outside.</summary>
    public required bool IsFinal { get; set; }

    internal static GateBody Of(GateVerdict verdict) => new()
    {
        Gate = verdict.Gate, IsOpen = verdict.IsOpen, Reason = verdict.Reason, Until = verdict.Until, IsFinal = verdict.IsFinal,
    };
}
