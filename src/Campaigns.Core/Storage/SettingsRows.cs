namespace Campaigns.Storage;

/// <summary>The settings and the hold of a tenant, or of everything.</summary>
/// <param name="Tenant">The tenant. Null for everything.</param>
/// <param name="Held">Whether the tenant is held: nothing of it is sent.</param>
/// <param name="Settings">The settings.</param>
public sealed record TenantRow(string? Tenant, bool Held, TenantSettings Settings)
{
    /// <summary>
    /// Why the store itself has placed the hold on everything: it has lost commits, or may have. The store opens with this hold until it is
    /// released. Null for a requested hold, and for a tenant.
    /// </summary>
    public string? Reason { get; init; }

    /// <summary>When the hold began. Null if nothing is held, or for a hold from before version 6 of the SQLite schema.</summary>
    public DateTimeOffset? HeldSince { get; init; }

    /// <summary>For a hold with a reason: when the last commit before it was made. Null if that is not known.</summary>
    public DateTimeOffset? LastCommit { get; init; }

    /// <summary>The number of changes of the settings. A hold does not change it.</summary>
    public long Revision { get; init; }
}

/// <summary>
/// The changed settings of a provider. The store keeps the row after the settings are restored, because a revision must not be used again.
/// </summary>
/// <param name="Name">The provider's name.</param>
/// <param name="Settings">The settings. Null: the settings that the provider is registered with.</param>
/// <param name="Revision">The number of changes of the settings.</param>
public sealed record ProviderRow(string Name, ProviderSettings? Settings, long Revision = 0);
