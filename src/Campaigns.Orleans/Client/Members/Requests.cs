namespace Campaigns.Orleans.Client.Members;

internal sealed record CampaignAt(CampaignId Campaign);

internal sealed record ContactAt(CampaignId Campaign, string Key);

internal sealed record TenantAt(string Tenant);

/// <summary>A name within a tenant: a key, an id, a trigger, a channel.</summary>
internal sealed record NameAt(string Tenant, string Name);

internal sealed record Empty
{
    public static Empty Value { get; } = new();
}

internal sealed record CancelAt(CampaignId Campaign, CancelMode Mode);

internal sealed record DefinitionAt(CampaignDefinition Definition);

internal sealed record ProtocolAt(CampaignId Campaign, ContactProtocol Protocol);

/// <summary>A change of a campaign's settings.</summary>
/// <param name="Campaign">The campaign.</param>
/// <param name="Settings">The changed settings.</param>
/// <param name="Changed">The names of the values that the change has changed. The shard writes only these.</param>
/// <param name="Revision">The revision that must be in force; null for any.</param>
internal sealed record SettingsAt(CampaignId Campaign, CampaignSettings? Settings, IReadOnlyList<string> Changed, long? Revision);

internal sealed record ContactsAt(CampaignId Campaign, IReadOnlyList<Contact?> Contacts, DateTimeOffset NotBefore);

/// <summary>A change of a contact. The shard refuses it if the contact is no longer as it was read.</summary>
internal sealed record ContactChangeAt(CampaignId Campaign, string Key, Contact Before, Contact? After);

internal sealed record RescheduleAt(CampaignId Campaign, string Key, DateTimeOffset At);

internal sealed record NoteCallAt(CampaignId Campaign, string Key, NotedCall Call);

internal sealed record CompleteTaskAt(CampaignId Campaign, string Key, ManualTaskResult Done);

internal sealed record PageAt(string? After, int Limit);

internal sealed record ListAt<TFilter>(TFilter Filter, PageAt Page);

internal sealed record ContactListAt(CampaignId Campaign, ContactFilter? Filter, PageAt Page);

/// <summary>A portion of a campaign's contacts: after a contact, or after a cursor of the portion before.</summary>
internal sealed record ContactPortionAt(CampaignId Campaign, string? AfterKey, string? Cursor, int Limit);

internal sealed record TenantListAt(string? Tenant, PageAt Page);

internal sealed record CampaignListAt(CampaignId Campaign, PageAt Page);

internal sealed record EventsAt(IReadOnlyList<InboundEvent> Events);

internal sealed record CallAt(string Provider, string CallId);

internal sealed record TenantSettingsAt(string Tenant, TenantSettings? Settings, long? Revision);

internal sealed record LimitsAt(EngineLimits? Limits, long? Revision);

internal sealed record ProviderAt(string Provider);

internal sealed record ProviderSettingsAt(string Provider, ProviderSettings? Settings, long? Revision);

internal sealed record CallerIdAt(string Provider, string Number, CallerIdSettings? Settings);

internal sealed record ChannelAt(string Tenant, string Channel, string? Reason);

internal sealed record InstantAt(DateTimeOffset At);

/// <summary>A strategy by its names, the first to decide first.</summary>
internal sealed record StrategyAt(IReadOnlyList<string> Names, TimeSpan? Aging);

internal sealed record SubscriptionAt(string Name, ChangeFilter Filter);

internal sealed record ReaderAt(string Name);

internal sealed record AcknowledgeAt(string Name, long Sequence);

/// <param name="After">The position within the shard.</param>
/// <param name="Filter">The changes.</param>
/// <param name="Limit">The maximum number of changes to examine.</param>
/// <param name="Wait">How long to wait for a change if there is none.</param>
internal sealed record ChangesAt(long After, ChangeFilter Filter, int Limit, TimeSpan Wait);

internal sealed record SessionAt(string Session);

internal sealed record EnrollmentAt(string Session, CampaignId Campaign, DateTimeOffset NotBefore, bool IsCheck);

internal sealed record ImportAt(string Session, string Tenant, bool IsCheck);

/// <summary>Long work.</summary>
/// <param name="Session">The session.</param>
/// <param name="Campaign">The campaign.</param>
/// <param name="IsDryRun">Whether a migration only reports.</param>
/// <param name="IsBegun">Whether the client knows that the work has begun. If it is lost then, it does not begin again.</param>
internal sealed record WorkAt(string Session, CampaignId Campaign, bool IsDryRun, bool IsBegun);

/// <summary>A portion of a stream.</summary>
/// <param name="Session">The session.</param>
/// <param name="Number">The number of the portion, from 1. A repeated number is not taken twice.</param>
/// <param name="Items">The items.</param>
internal sealed record PortionAt<T>(string Session, long Number, IReadOnlyList<T> Items);

internal sealed record EventSessionAt(string Session, CampaignId? Campaign);
