using System.Globalization;
using Campaigns.AspNetCore.Access;
using Campaigns.AspNetCore.Suppressions;
using Campaigns.Dashboard.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;

namespace Campaigns.Dashboard.Pages.Contacts;

/// <summary>What the buttons of one contact do. The engine decides; its refusal is shown as it says it.</summary>
internal static class ContactActions
{
    private const string Route = "/{id:long}/contacts/{key}";

    private delegate Task<string> Act(
        ICampaignClient client, CampaignStatistics campaign, string key, HttpContext context, IFormCollection form);

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapPage<RemoveContactPage>(Route + "/remove", ApiRole.Operate);
        MapAction(pages, "reschedule", RescheduleAsync);
        MapAction(pages, "correct", CorrectAsync);
        MapAction(pages, "rerun", async (client, campaign, key, _, _) =>
        {
            await client.RerunContactAsync(campaign.Campaign, key);
            return "The contact begins again.";
        });
        MapAction(pages, "remove", async (client, campaign, key, _, _) =>
        {
            await client.RemoveContactAsync(campaign.Campaign, key);
            return "The contact is removed.";
        });
        MapAction(pages, "suppress", async (client, campaign, key, context, _) =>
        {
            await SuppressAsync(client, campaign, key, context);
            return "The person is on the do-not-contact list, and is not contacted any more.";
        });
        MapAction(pages, "unsuppress", async (client, campaign, key, context, _) =>
        {
            await UnsuppressAsync(client, campaign, key, context);
            return "The person is off the do-not-contact list. Contacts that ended for it stay ended: rerun them if you mean to.";
        });
    }

    private static async Task<string> RescheduleAsync(
        ICampaignClient client, CampaignStatistics campaign, string key, HttpContext context, IFormCollection form)
    {
        // The zone that the form named: the viewer's zone may have become known after the form was shown.
        var zone = TimeZoneInfo.TryFindSystemTimeZoneById(form["in"].ToString(), out var named) ? named : ViewerZone.Of(context);
        if (!DateTime.TryParse(form["at"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var local) || zone.IsInvalidTime(local))
        {
            throw new CampaignException(CampaignError.Invalid, $"Give a date and a time that exist in {zone.Id}.");
        }

        var at = new DateTimeOffset(DateTime.SpecifyKind(local, DateTimeKind.Unspecified), zone.GetUtcOffset(local));
        await client.RescheduleContactAsync(campaign.Campaign, key, at);
        return $"The contact is due on {local.ToString("d MMM yyyy, HH:mm", CultureInfo.InvariantCulture)} ({zone.Id}).";
    }

    private static async Task<string> CorrectAsync(
        ICampaignClient client, CampaignStatistics campaign, string key, HttpContext context, IFormCollection form)
    {
        var (phone, zone) = (form["phone"].ToString().Trim(), form["zone"].ToString().Trim());
        await client.ChangeContactAsync(campaign.Campaign, key, contact =>
        {
            var changed = phone.Length > 0 ? contact.WithPhone(phone) : contact;
            return changed.WithZone(zone.Length > 0 ? zone : null);
        });
        return "The contact is corrected.";
    }

    /// <summary>Puts a person on the list by key and by each address, so that another key of the same person is covered too.</summary>
    private static async Task SuppressAsync(ICampaignClient client, CampaignStatistics campaign, string key, HttpContext context)
    {
        var reports = context.RequestServices.GetRequiredService<ICampaignReports>();
        await ForEachAsync(campaign, await client.GetContactAsync(campaign.Campaign, key), entry => reports.SuppressAsync(entry));
    }

    private static async Task UnsuppressAsync(ICampaignClient client, CampaignStatistics campaign, string key, HttpContext context)
    {
        var reports = context.RequestServices.GetRequiredService<ICampaignReports>();
        await ForEachAsync(campaign, await client.GetContactAsync(campaign.Campaign, key), entry => reports.UnsuppressAsync(entry));
    }

    /// <summary>Acts for all entries of a person. One that is refused keeps back none of the others, and is told.</summary>
    private static async Task ForEachAsync(CampaignStatistics campaign, ContactStatus status, Func<Suppression, Task> act)
    {
        var refusals = new List<string>();
        foreach (var entry in EntriesOf(campaign.Tenant, status.Contact))
        {
            try
            {
                await act(entry);
            }
            catch (CampaignException error) when (error.Error == CampaignError.Invalid)
            {
                refusals.Add(error.Message);
            }
        }

        if (refusals.Count > 0)
        {
            throw new CampaignException(CampaignError.Invalid, $"It is done, except for what was refused: {string.Join(' ', refusals)}");
        }
    }

    /// <summary>
    /// All entries, made before the first is added. They are for all channels; that of an address that only its channel can read is for
    /// that one.
    /// </summary>
    private static List<Suppression> EntriesOf(string tenant, Contact contact)
    {
        IEnumerable<KeyValuePair<string, string>> phone = contact.Phone.IsEmpty ? [] : [new(Channels.Voice, contact.Phone.Reveal())];
        var entries = contact.Addresses.Concat(phone).Select(
            each => Suppress.Make(tenant, null, each.Value, null, out _) ?? Suppression.OfAddress(tenant, each.Value, each.Key));
        return [Suppression.OfContact(tenant, contact.Key), .. entries.Distinct()];
    }

    private static void MapAction(IEndpointRouteBuilder pages, string action, Act act) =>
        pages.MapForm($"{Route}/{action}", ApiRole.Operate, async (context, form) =>
        {
            var page = PageEndpoints.ContextOf(context);
            var client = context.RequestServices.GetRequiredService<ICampaignClient>();
            var campaign = await page.FindCampaignAsync(client, (string)context.Request.RouteValues["id"]!);
            var key = (string)context.Request.RouteValues["key"]!;
            var contact = page.Link($"/{campaign.Campaign}/contacts/{Uri.EscapeDataString(key)}");
            try
            {
                return QueryHelpers.AddQueryString(contact, "did", await act(client, campaign, key, context, form));
            }
            catch (CampaignException error)
            {
                return PageEndpoints.Refuse(context, error, contact);
            }
        });
}
