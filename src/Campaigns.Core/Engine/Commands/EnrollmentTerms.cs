using System.Text.Json;
using Campaigns.Scheduling;

namespace Campaigns.Engine;

/// <summary>The terms that a campaign's contacts are enrolled under, as of the start of the enrollment.</summary>
internal sealed record EnrollmentTerms(string Tenant, Plan Plan, int Version, ExclusivityConflict OnConflict, HashSet<string> Channels)
{
    /// <summary>
    /// The maximum number of contacts that triggers enroll in one commit, and enrollments on a store that says nothing else
    /// (<see cref="Storage.StoreCapabilities.CommitSize"/>), across all callers. Attempts wait for the commit in flight: with 500 contacts
    /// it takes a few milliseconds, regardless of the number of callers.
    /// </summary>
    public const int ShareSize = Storage.StoreCapabilities.UsualCommitSize;

    /// <summary>The most that a store may ask for: larger commits would make attempts wait too long.</summary>
    public const int LargestShare = 10_000;

    /// <summary>The fields that templates use besides the contact.</summary>
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

    /// <summary>The terms for a change of a contact that follows a version of the protocol.</summary>
    public static EnrollmentTerms Of(CampaignEntry campaign, int version, SchedulerView view, TemplateLibrary templates) =>
        Of(campaign, view, templates) with { Plan = version < 0 ? campaign.Plan : campaign.Plans[version], Version = version };

    /// <summary>Checks a contact, and finds where it begins.</summary>
    /// <returns>Why the contact cannot be enrolled; null if it can.</returns>
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
                ? "its protocol has exit rules, but the campaign's protocol does not"
                : "its protocol has no exit rules, but the campaign's protocol does";
        }

        var missing = Plan.ChannelsOf(plan.Steps).FirstOrDefault(channel => !Channels.Contains(channel));
        return missing is null ? null : $"no provider is registered for the channel {TextLimits.Show(missing)} of its protocol";
    }
}
