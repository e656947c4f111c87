using System.Globalization;
using Campaigns.AspNetCore.Access;
using Campaigns.Dashboard.Figures;
using Campaigns.Dashboard.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;

namespace Campaigns.Dashboard.Shared;

/// <summary>What a page knows about its request: who looks, where the dashboard is, what the address says.</summary>
public sealed class PageRequest
{
    private readonly string _prefix;
    private readonly Dictionary<string, string> _query;

    internal PageRequest(HttpContext context, ApiCaller caller, DateTimeOffset now, AntiforgeryField antiforgery)
    {
        _prefix = context.Request.PathBase + (context.GetEndpoint()!.Metadata.GetMetadata<DashboardPrefix>()?.Path ?? "");
        _query = context.Request.Query
            .Where(each => each.Value.Count > 0 && each.Value[0] is { Length: > 0 })
            .ToDictionary(each => each.Key, each => each.Value[0]!, StringComparer.Ordinal);
        Path = context.Request.PathBase + context.Request.Path;
        Caller = caller;
        Now = now;
        Antiforgery = antiforgery;
        Zone = ViewerZone.Of(context);
        HasCluster = context.RequestServices.GetService<IClusterStatus>() is not null;
        HasRoles = context.RequestServices.GetRequiredService<Throughput>().HasRoles;
        HasCookie = context.Request.Cookies.ContainsKey(SignIn.Cookie);
    }

    /// <summary>Who looks.</summary>
    public ApiCaller Caller { get; }

    /// <summary>The time of the page.</summary>
    public DateTimeOffset Now { get; }

    /// <summary>The time zone of the viewer.</summary>
    public TimeZoneInfo Zone { get; }

    /// <summary>The path of the page.</summary>
    public string Path { get; }

    /// <summary>The field that every form carries.</summary>
    public AntiforgeryField Antiforgery { get; }

    /// <summary>Whether the viewer has signed in with a key, and can sign out.</summary>
    public bool HasCookie { get; }

    /// <summary>Whether campaigns of recruiting run, so that the roles are worth a link.</summary>
    public bool HasRoles { get; }

    /// <summary>Whether the host is part of a cluster, which has a page.</summary>
    public bool HasCluster { get; }

    /// <summary>Whether only the changing part of the page is rendered, for viewers that have the page open.</summary>
    public bool IsLive { get; internal init; }

    /// <summary>Finds a campaign. A campaign of another tenant does not exist for the viewer.</summary>
    /// <exception cref="CampaignException">There is none.</exception>
    public async Task<CampaignStatistics> FindCampaignAsync(ICampaignClient client, string id)
    {
        ArgumentNullException.ThrowIfNull(client);
        var missing = new CampaignException(CampaignError.NotFound, "There is no such campaign.");
        if (!long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            throw missing;
        }

        var statistics = await client.GetStatisticsAsync(new CampaignId(number));
        return Caller.Tenant is { } tenant && tenant != statistics.Tenant ? throw missing : statistics;
    }

    /// <summary>A value of the address; null if it has none.</summary>
    public string? Query(string name) => _query.GetValueOrDefault(name);

    /// <summary>Whether the viewer may do something. Pages show no buttons that would be refused.</summary>
    public bool May(ApiRole role) => Caller.Role >= role;

    /// <summary>An address within the dashboard.</summary>
    public string Link(string path) => _prefix + path;

    /// <summary>The address of this page with one value changed. A null removes it. The page of a list starts again.</summary>
    public string With(string name, string? value) => With(name, value, Path);

    /// <summary>The address of another page within the dashboard with the values of this one, and one of them changed.</summary>
    public string Carry(string name, string? value, string path) => With(name, value, Link(path));

    private string With(string name, string? value, string path)
    {
        var changed = new Dictionary<string, string?>(_query.Select(each => KeyValuePair.Create(each.Key, (string?)each.Value)));
        changed.Remove("after");
        changed.Remove("did");
        changed.Remove("refused");
        changed[name] = value;
        return QueryHelpers.AddQueryString(path, changed.Where(each => each.Value is { Length: > 0 }));
    }
}

/// <summary>A hidden field that proves that a form came from this dashboard.</summary>
/// <param name="Name">The name of the field.</param>
/// <param name="Value">The token.</param>
public sealed record AntiforgeryField(string Name, string Value);
