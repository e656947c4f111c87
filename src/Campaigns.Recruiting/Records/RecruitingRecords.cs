using System.Globalization;
using System.Text.Json.Serialization;
using Campaigns.Storage;

namespace Campaigns.Recruiting;

/// <summary>What is stored beside the engine's own store.</summary>
internal sealed class RecruitingRecords(IRecordStore store)
{
    /// <summary>The running campaign of each candidate, by the candidate's id: so there is one over all roles and all senders.</summary>
    public RecordSet<Outreach> Outreaches { get; } = new(store, "recruiting-outreach", RecordJson.Default.Outreach);

    /// <summary>The users who have a running campaign, by their id.</summary>
    public RecordSet<Sender> Senders { get; } = new(store, "recruiting-sender", RecordJson.Default.Sender);

    /// <summary>The open campaign that holds the candidates of a role and a sender, by both ids.</summary>
    public RecordSet<RoleCampaign> Roles { get; } = new(store, "recruiting-role", RecordJson.Default.RoleCampaign);

    /// <summary>The messages that were about to be sent, by the attempt's id.</summary>
    public RecordSet<SendNote> Notes { get; } = new(store, "recruiting-send", RecordJson.Default.SendNote);

    /// <summary>Writes changes of several kinds, all or none.</summary>
    public ValueTask<bool> WriteAsync(IReadOnlyList<RecordChange> changes, CancellationToken cancellationToken) =>
        store.WriteAsync(changes, cancellationToken);

    public static string IdOf(long id) => id.ToString(CultureInfo.InvariantCulture);
}

/// <summary>The open campaign that holds the candidates of a role and a sender.</summary>
internal sealed record RoleCampaign(long Campaign);

/// <summary>Reads and writes the records without reflection.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(Outreach))]
[JsonSerializable(typeof(Sender))]
[JsonSerializable(typeof(RoleCampaign))]
[JsonSerializable(typeof(SendNote))]
internal sealed partial class RecordJson : JsonSerializerContext;
