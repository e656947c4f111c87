using System.Globalization;
using Campaigns.AspNetCore.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Campaigns.AspNetCore.Requests;

/// <summary>The revision of settings, as an entity tag (RFC 9110).</summary>
internal static class Revision
{
    /// <summary>The name of the header that names the revision.</summary>
    public const string Header = "If-Match";

    /// <summary>Describes the header.</summary>
    public const string About = "The ETag of the settings as they were read; * for any.";

    private const long NoRevision = -1;

    /// <summary>Writes the header ETag.</summary>
    public static void Write(HttpContext context, long revision) =>
        context.Response.Headers.ETag = string.Create(CultureInfo.InvariantCulture, $"\"{revision}\"");

    /// <summary>Changes settings if they have the revision of the header If-Match, and writes the new revision.</summary>
    /// <param name="context">The request.</param>
    /// <param name="ifMatch">The header If-Match.</param>
    /// <param name="change">Changes the settings at a revision; at any for null.</param>
    /// <exception cref="RefusedRequestException">The header is missing, or names another revision.</exception>
    public static async Task ChangeAsync(HttpContext context, string? ifMatch, Func<long?, Task<long>> change)
    {
        var expected = Expected(ifMatch);
        try
        {
            Write(context, await change(expected));
        }
        catch (CampaignException error) when (error.Error == CampaignError.Conflict && expected is not null)
        {
            throw new RefusedRequestException(412, "changed-meanwhile", "Changed meanwhile", error.Message);
        }
    }

    /// <summary>The revision of the header If-Match. Null for <c>*</c>, which means any.</summary>
    private static long? Expected(string? ifMatch)
    {
        if (ifMatch is null)
        {
            throw new RefusedRequestException(
                428, "if-match-required", "If-Match is required",
                "Read the settings, and send their ETag in the header If-Match, so that you do not overwrite the change of somebody else. "
                + "If-Match: * changes them whatever they are.");
        }

        if (!EntityTagHeaderValue.TryParseStrictList([ifMatch], out var tags) || tags.Count != 1)
        {
            throw RequestBody.Fault("If-Match", "Give one entity tag as the server wrote it, such as \"3\" with its quotes, or *.");
        }

        var tag = tags[0];
        if (tag.Tag == "*")
        {
            return null;
        }

        var isNumber = long.TryParse(tag.Tag.AsSpan().Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var revision);
        return isNumber && !tag.IsWeak ? revision : NoRevision;
    }
}
