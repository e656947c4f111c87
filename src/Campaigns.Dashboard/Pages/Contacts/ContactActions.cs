using System.Globalization;
using Campaigns.AspNetCore.Access;
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
        foreach (var entry in EntriesOf(campaign.Tenant, (await client.GetContactAsync(campaign.Campaign, key)).Contact))
        {
            await reports.SuppressAsync(entry);
        }
    }

    private static async Task UnsuppressAsync(ICampaignClient client, CampaignStatistics campaign, string key, HttpContext context)
    {
        var reports = context.RequestServices.GetRequiredService<ICampaignReports>();
        foreach (var entry in EntriesOf(campaign.Tenant, (await client.GetContactAsync(campaign.Campaign, key)).Contact))
        {
            await reports.UnsuppressAsync(entry);
        }
    }

    private static IEnumerable<Suppression> EntriesOf(string tenant, Contact contact)
    {
        yield return Suppression.OfContact(tenant, contact.Key);
        var addresses = contact.Addresses.Values.Append(contact.Phone.IsEmpty ? null : contact.Phone.Reveal());
        foreach (var address in addresses.OfType<string>().Distinct())
        {
            yield return Suppression.OfAddress(tenant, address);
        }
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
