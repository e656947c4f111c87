using Campaigns.AspNetCore.Problems;

namespace Campaigns.AspNetCore.Requests;

/// <summary>Checks names in paths: tenants, channels, providers.</summary>
internal static class PathName
{
    /// <summary>Returns a name, if it can be one.</summary>
    /// <exception cref="InvalidRequestException">The name is only white space, too long, or holds unseen characters.</exception>
    public static string Of(string at, string name)
    {
        try
        {
            return ChangeFilter.OfTenant(name).Tenant!; // the same rules as for all names
        }
        catch (ArgumentException error)
        {
            throw RequestBody.Fault(at, $"\"{Shown.Cut(name)}\" is no name. {error.Message.Split(" (Parameter", 2)[0]}");
        }
    }
}
