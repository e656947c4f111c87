using System.ComponentModel;
using ModelContextProtocol.Server;

namespace Campaigns.Mcp.Tools;

/// <summary>A contact in a list.</summary>
internal sealed record ContactLine(
    string Key, string State, string? WaitsFor, int Attempts, DateTimeOffset? NextDue, string? Zone, string? Phone,
    IReadOnlyDictionary<string, string>? Addresses, IReadOnlyDictionary<string, string>? Data);

/// <summary>A reason why a contact is not contacted now.</summary>
internal sealed record Reason(string Gate, string? Because, DateTimeOffset? Until, bool IsFinal);

/// <summary>Why a contact is not contacted now.</summary>
internal sealed record WhyNotNow(string State, bool IsReady, DateTimeOffset? NotBefore, IReadOnlyList<Reason> Reasons);

/// <summary>One attempt.</summary>
internal sealed record AttemptLine(
    string Attempt, int Step, int Try, string? Channel, string Provider, string State, string Outcome, DateTimeOffset Began,
        DateTimeOffset? Ended);

/// <summary>Tools that read contacts.</summary>
[McpServerToolType]
internal sealed class ContactTools(ToolCaller caller, ICampaignClient client)
{
    [McpServerTool(Name = "find_contacts", ReadOnly = true, OpenWorld = false)]
    [Description("Lists contacts of a campaign. Numbers and addresses are hidden unless the key may see them.")]
    public async Task<IReadOnlyList<ContactLine>> FindContactsAsync(
        [Description("The id of the campaign.")] string campaign,
        [Description("The beginning of the contact's key, or its whole number or address. Leave it out for all.")] string? text = null,
        [Description("New, Waiting, Live, Completed, Failed, Unknown and so on. Leave it out for all.")] JobState? state = null,
        [Description("The outcome of the last attempt, such as NoAnswer. Leave it out for all.")] AttemptOutcome? lastOutcome = null)
    {
        var found = await caller.FindCampaignAsync(campaign);
        var filter = new ContactFilter { Text = text, State = state, LastOutcome = lastOutcome };
        return [.. (await client.ListContactsAsync(found.Campaign, filter, limit: 50)).Items.Select(Line)];
    }

    [McpServerTool(Name = "why_not_called", ReadOnly = true, OpenWorld = false)]
    [Description("Says why a contact is not contacted now: each rule that forbids it, until when, and the earliest possible time.")]
    public async Task<WhyNotNow> WhyNotCalledAsync(
        [Description("The id of the campaign.")] string campaign, [Description("The key of the contact.")] string contact)
    {
        var (id, _) = await caller.FindContactAsync(campaign, contact);
        var explanation = await client.ExplainAsync(id, contact);
        return new WhyNotNow(
            explanation.State.ToString(), explanation.IsReady, explanation.Earliest,
            [.. explanation.Verdicts.Where(gate => !gate.IsOpen).Select(gate =>
                new Reason(gate.Gate, gate.Reason, gate.Until, gate.IsFinal))]);
    }

    [McpServerTool(Name = "contact_timeline", ReadOnly = true, OpenWorld = false)]
    [Description("Shows what happened to a contact: every attempt with its provider, times and outcome.")]
    public async Task<IReadOnlyList<AttemptLine>> ContactTimelineAsync(
        [Description("The id of the campaign.")] string campaign, [Description("The key of the contact.")] string contact)
    {
        var (_, found) = await caller.FindContactAsync(campaign, contact);
        return
        [
            .. found.Timeline.Select(entry => new AttemptLine(
                entry.Attempt.ToString(), entry.Step, entry.Try, entry.Channel, entry.Provider, entry.State.ToString(),
                    entry.Outcome.ToString(),
                entry.CommittedAt, entry.EndedAt)),
        ];
    }

    private ContactLine Line(ContactStatus each)
    {
        var (contact, isShown) = (each.Contact, caller.ShowsPersonalData);
        return new ContactLine(
            contact.Key, each.State.ToString(), each.State is JobState.New or JobState.Waiting ? each.WaitingFor.ToString() : null,
                each.Attempts,
            each.NextDue, contact.Zone, isShown && !contact.Phone.IsEmpty ? contact.Phone.Reveal() : null,
            isShown ? contact.Addresses : null, isShown ? contact.Data : null);
    }
}
