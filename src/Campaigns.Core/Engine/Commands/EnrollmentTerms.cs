using System.Text.Json;
using Campaigns.Scheduling;

namespace Campaigns.Engine;

/// <summary>What contacts of a campaign are enrolled under, as it stood when the enrolment began.</summary>
internal sealed record EnrollmentTerms(string Tenant, Plan Plan, int Version, ExclusivityConflict OnConflict, HashSet<string> Channels)
{
    /// <summary>
    /// How many contacts one commit enrols at most, over all callers. Attempts wait for the commit under way: with 500 it takes a few
    /// milliseconds, however many callers enrol.
    /// </summary>
    public const int ShareSize = 500;

    /// <summary>What templates look at besides the contact.</summary>
    public required SharedFields Fields { get; init; }

    public required TemplateLibrary Templates { get; init; }

    public static EnrollmentTerms Of(CampaignEntry campaign, SchedulerView view, TemplateLibrary templates) => new(
        campaign.Row.Tenant,
        campaign.Plan,
        campaign.Version,
        campaign.OnConflict,
        [.. view.Providers.Select(provider => provider.Channel)])
    {
        Fields = campaign.Terms.Fields,
        Templates = templates,
    };

    /// <summary>What a contact is changed under that follows a version of the protocol.</summary>
    public static EnrollmentTerms Of(CampaignEntry campaign, int version, SchedulerView view, TemplateLibrary templates) =>
        Of(campaign, view, templates) with { Plan = version < 0 ? campaign.Plan : campaign.Plans[version], Version = version };

    /// <summary>Finds out where a contact begins.</summary>
    /// <returns>Why it cannot be enrolled; null when it can.</returns>
    public string? Judge(Contact? contact, out PlanEntry entry)
    {
        entry = default;
        if (contact is null)
        {
            return "there is no contact";
        }

        var plan = Plan;
        var problem = contact.Problem ?? (contact.OwnProtocol is { } own ? Read(own, out plan) : null) ?? plan.ProblemOf(contact)
            ?? ContentCheck.ProblemOf(plan, contact, Fields, Templates);
        if (problem is null)
        {
            entry = plan.EntryOf(contact, contact.OwnProtocol is null ? Version : -1);
        }

        return problem;
    }

    private string? Read(byte[] text, out Plan plan)
    {
        plan = Plan;
        try
        {
            var protocol = DefinitionJson.ReadProtocol(text);
            var problems = new Problems();
            new ProtocolCheck(protocol, problems).Run();
            Templates.AddProblems(protocol.Steps, problems);
            if (problems.List.Count > 0)
            {
                return $"its protocol has {problems.List.Count} problem(s): {string.Join(" ", problems.List)}";
            }

            plan = new Plan(protocol);
        }
        catch (Exception error) when (error is JsonException or NotSupportedException or InvalidOperationException or ArgumentException)
        {
            return "its protocol cannot be read; make it with WithProtocol";
        }

        if ((plan.Exit is null) != (Plan.Exit is null))
        {
            return Plan.Exit is null
                ? "its protocol has exit rules and the campaign's has not"
                : "its protocol has no exit rules and the campaign's has";
        }

        var missing = Plan.ChannelsOf(plan.Steps).FirstOrDefault(channel => !Channels.Contains(channel));
        return missing is null ? null : $"no provider is registered for the channel {TextLimits.Show(missing)} of its protocol";
    }
}
