using System.ComponentModel;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Campaigns.AspNetCore.Access;
using Campaigns.AspNetCore.Campaigns;
using Campaigns.AspNetCore.Problems;
using Campaigns.AspNetCore.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Campaigns.AspNetCore.Changes;

/// <summary>The change feed after a position.</summary>
internal static class ChangeEndpoints
{
    private const int MaxWait = 30;

    public static void Map(IEndpointRouteBuilder api)
    {
        var changes = api.MapArea("/changes", "Changes");
        changes.MapGet("", ListAsync).Require(ApiRole.Read)
            .WithName("ListChanges")
            .WithSummary("Lists changes of campaigns, contacts, attempts, providers and channels after a position. Can wait for one.")
            .Produces<ItemsBody<ChangeBody>>().ProducesProblems(400, 404);
    }

    private static async Task<IResult> ListAsync(
        [Description("The position: the next of the answer before. 0, the default: from the oldest kept change.")] string? after,
        [Description("The most changes to look at. Those that are left out by a filter count.")] string? limit,
        [Description("Only changes of this campaign.")] string? campaign,
        [Description("Only changes of these kinds, with commas between them.")] string? kinds,
        [Description("How many seconds to wait for a change if there is none yet: 0, the default, to 30.")] string? wait,
        HttpContext context, ICampaignClient client, ChangePoll poll)
    {
        var values = new QueryValues();
        var (position, most) = (values.Number("after", after, 0) ?? 0, values.Limit(limit));
        var longest = TimeSpan.FromSeconds(values.Number("wait", wait, 0, MaxWait) ?? 0);
        var only = Kinds(values, kinds);
        values.ThrowIfAny();
        var filter = await FilterAsync(context, client, campaign);
        if (only is { } selected)
        {
            filter = (selected & ~filter.Kinds) == 0 ? filter.Only(selected) : throw RequestBody.Fault(
                "kinds", "Providers and channels are no changes of a campaign. Leave out provider_changed and channel_changed.");
        }

        var page = await poll.ReadAsync(new(position, filter, most), longest, context.RequestAborted);
        var body = ItemsBody.Of(page.Changes, ChangeBody.Of);
        body.Next = page.Next.ToString(CultureInfo.InvariantCulture);
        return TypedResults.Json(body, ApiJson.TypeOf<ItemsBody<ChangeBody>>());
    }

    private static ChangeKinds? Kinds(QueryValues values, string? names)
    {
        ChangeKinds? kinds = null;
        foreach (var name in names?.Split(',') ?? [])
        {
            var kind = Enum.GetValues<ChangeKinds>().FirstOrDefault(each => ChangeBody.IsOne(each) && NameOf(each) == name);
            if (kind == ChangeKinds.None)
            {
                var known = Enum.GetValues<ChangeKinds>().Where(ChangeBody.IsOne).Select(NameOf);
                values.Refuse("kinds", name, "some of " + string.Join(", ", known));
            }

            kinds = (kinds ?? ChangeKinds.None) | kind;
        }

        return kinds;
    }

    private static string NameOf(ChangeKinds kind) => JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString());

    private static async Task<ChangeFilter> FilterAsync(HttpContext context, ICampaignClient client, string? campaign)
    {
        if (campaign is not null)
        {
            return ChangeFilter.OfCampaign((await OwnCampaign.FindAsync(context, client, campaign)).Campaign);
        }

        return AccessFilter.CallerOf(context).Tenant is { } tenant ? ChangeFilter.OfTenant(tenant) : ChangeFilter.All;
    }
}

[JsonSerializable(typeof(ItemsBody<ChangeBody>))]
internal sealed partial class ChangeJson : JsonSerializerContext;
