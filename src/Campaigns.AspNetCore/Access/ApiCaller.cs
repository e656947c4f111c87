using System.Text.Json.Serialization;
using Campaigns.AspNetCore.Requests;

namespace Campaigns.AspNetCore.Access;

/// <summary>What a caller may do. Each role may do what the roles before it may.</summary>
[JsonConverter(typeof(SnakeCase<ApiRole>))]
public enum ApiRole
{
    /// <summary>Reads campaigns, contacts and settings.</summary>
    Read,

    /// <summary>Creates and runs campaigns, changes contacts, lists people that must not be contacted.</summary>
    Operate,

    /// <summary>Changes tenants, providers, keys and endpoints, erases people, purges campaigns.</summary>
    Admin,
}

/// <summary>Who sends a request.</summary>
/// <param name="Name">The name for logs and the audit log, such as the name of an API key. No personal data is needed.</param>
/// <param name="Role">What the caller may do.</param>
/// <param name="Tenant">The only tenant that the caller sees; null for all tenants.</param>
public sealed record ApiCaller(string Name, ApiRole Role, string? Tenant)
{
    /// <summary>The id of the API key that the caller sent; null for a caller that the host knows by other means.</summary>
    public string? KeyId { get; init; }
}
