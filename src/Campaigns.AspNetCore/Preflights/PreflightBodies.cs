using System.Text.Json.Serialization;

namespace Campaigns.AspNetCore.Preflights;

/// <summary>What to check besides the campaign itself.</summary>
internal sealed class PreflightRequestBody
{
    /// <summary>Rows to check as for enrollment, up to 1,000. They are not enrolled.</summary>
    public IReadOnlyList<SampleContactBody> Contacts { get; set; } = [];

    /// <summary>How long an attempt is expected to take, in seconds, for the estimate. 1 to 86,400; 60 by default.</summary>
    public int SecondsPerAttempt { get; set; } = 60;
}

/// <summary>A contact to check.</summary>
internal sealed class SampleContactBody
{
    /// <summary>Your key for the person; absent: the phone number.</summary>
    public string? Key { get; set; }

    /// <summary>The phone number, with its country code.</summary>
    public string? Phone { get; set; }

    /// <summary>The time zone; absent: the campaign's zone.</summary>
    public string? Zone { get; set; }

    /// <summary>The addresses on other channels, by channel.</summary>
    public IReadOnlyDictionary<string, string>? Addresses { get; set; }

    /// <summary>Values for the provider and for templates.</summary>
    public IReadOnlyDictionary<string, string>? Data { get; set; }

    internal Contact ToContact() => new(Key, Phone, Zone, Addresses, Data);
}

/// <summary>What to expect of a campaign before it starts, or while it runs.</summary>
internal sealed class PreflightBody
{
    /// <summary>What keeps the campaign, or a part of it, from being sent. Empty if nothing does.</summary>
    public required IReadOnlyList<string> Problems { get; set; }

    /// <summary>What may not be intended.</summary>
    public required IReadOnlyList<string> Warnings { get; set; }

    /// <summary>The number of contacts that have not ended.</summary>
    public required long OpenContacts { get; set; }

    /// <summary>The contacts that have not ended, by time zone, most first.</summary>
    public required IReadOnlyList<ZoneBody> Zones { get; set; }

    /// <summary>The number of contacts that <c>zones</c> counts: up to 100,000.</summary>
    public required long ContactsRead { get; set; }

    /// <summary>The rows of the request that enrollment would refuse.</summary>
    public required IReadOnlyList<RefusedRowBody> RefusedRows { get; set; }

    /// <summary>How long one attempt per open contact takes at least; absent without contacts or limits.</summary>
    public EstimateBody? Estimate { get; set; }
}

/// <summary>The contacts of a time zone.</summary>
internal sealed class ZoneBody
{
    /// <summary>The time zone.</summary>
    public required string Zone { get; set; }

    /// <summary>The number of contacts.</summary>
    public required long Contacts { get; set; }

    /// <summary>The gates that are closed now for the first contact of the zone.</summary>
    public required IReadOnlyList<ClosedGateBody> ClosedGates { get; set; }
}

/// <summary>A gate that is closed now.</summary>
internal sealed class ClosedGateBody
{
    /// <summary>The gate.</summary>
    public required string Gate { get; set; }

    /// <summary>Why it is closed.</summary>
    public string? Reason { get; set; }

    /// <summary>The earliest time at which it opens; absent if capacity or a person decides.</summary>
    public DateTimeOffset? Until { get; set; }
}

/// <summary>A row that enrollment would refuse.</summary>
internal sealed class RefusedRowBody
{
    /// <summary>The position of the row, from 1.</summary>
    public required long Row { get; set; }

    /// <summary>The key; absent for none.</summary>
    public string? Key { get; set; }

    /// <summary>Why.</summary>
    public required string Reason { get; set; }

    internal static RefusedRowBody Of(RefusedContact refused) =>
        new() { Row = refused.Row, Key = refused.Key.Length == 0 ? null : refused.Key, Reason = refused.Reason };
}

/// <summary>A lower bound of the time that a campaign takes.</summary>
internal sealed class EstimateBody
{
    /// <summary>The time.</summary>
    public required TimeSpan AtLeast { get; set; }

    /// <summary>The limit that decides.</summary>
    public required string BoundBy { get; set; }
}

[JsonSerializable(typeof(PreflightRequestBody))]
[JsonSerializable(typeof(PreflightBody))]
internal sealed partial class PreflightJson : JsonSerializerContext;
