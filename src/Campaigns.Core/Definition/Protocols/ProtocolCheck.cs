using System.Globalization;

namespace Campaigns;

/// <summary>Finds the problems of a protocol.</summary>
internal sealed class ProtocolCheck(ContactProtocol protocol, Problems problems)
{
    private readonly IReadOnlyList<CampaignStep> _steps = protocol.Steps ?? [];
    private readonly int _before = problems.List.Count;

    public void Run()
    {
        problems.Require(
            protocol.Steps?.Count is >= 1 and <= 100, "Steps", protocol.Steps is null ? null : $"a list of {_steps.Count}",
            "use 1 to 100 steps");
        protocol.Exit?.AddProblems(problems, "Exit");
        var names = new HashSet<string>();
        var group = 0;
        for (var i = 0; i < _steps.Count; i++)
        {
            var (step, field) = (_steps[i], $"Steps[{i}]");
            problems.Require(
                step?.Name is null || IsName(step.Name), $"{field}.Name", Problems.Quote(step?.Name), "use 1 to 100 characters, or null");
            problems.Require(
                step?.Name is null || names.Add(step.Name), $"{field}.Name", Problems.Quote(step?.Name),
                "give each step a unique name");
            group = step is ContactStep ? group + 1 : 0;
            problems.Require(
                group != ContactProtocol.MaxGroup + 1, field, $"contact step {group} in a row",
                $"put another step after {ContactProtocol.MaxGroup} of them");
            CheckStep(step, i, field);
        }

        problems.Require(
            _steps.Count == 0 || _steps.Any(step => step is null or ContactStep), "Steps", "without a contact step", "give at least one");
        CheckBeginning();
    }

    private void CheckStep(CampaignStep? step, int index, string field)
    {
        switch (step)
        {
            case ContactStep contact:
                CheckContact(contact, field);
                break;
            case DelayStep delay:
                CheckDelay(delay, field);
                problems.Require(index > 0 && index < _steps.Count - 1, field, "a delay at the edge", "begin and end with a contact step");
                break;
            case EventStep wait:
                problems.Require(IsName(wait.Event), $"{field}.Event", Problems.Quote(wait.Event), "use 1 to 100 characters");
                RequireDuration(wait.Timeout, $"{field}.Timeout");
                RequireLater(wait.OnEvent, index, $"{field}.OnEvent");
                RequireLater(wait.OnTimeout, index, $"{field}.OnTimeout");
                break;
            case BranchStep branch:
                problems.Require(branch.When is not null, $"{field}.When", null, "give a condition");
                branch.When?.AddProblems(problems, $"{field}.When");
                RequireLater(branch.Then, index, $"{field}.Then");
                RequireLater(branch.Otherwise, index, $"{field}.Otherwise");
                break;
            case ExitStep exit:
                problems.Require(exit.End is JobState.Completed or JobState.Failed, $"{field}.End", exit.End, "use Completed or Failed");
                break;
            default:
                problems.Require(false, field, null, "give a step");
                break;
        }
    }

    private void CheckContact(ContactStep step, string field)
    {
        Named.AddProblems(problems, $"{field}.Channel", step.Channel, "use 1 to 50 characters", longest: 50);
        problems.Require(
            step.Timeout >= TimeSpan.FromSeconds(1) && step.Timeout <= TimeSpan.FromDays(30), $"{field}.Timeout", step.Timeout,
            "use 1 second to 30 days");
        problems.Require(step.Retry is not null, $"{field}.Retry", null, "give a retry policy, or StepRetryPolicy.None");
        problems.Require(Enum.IsDefined(step.Format), $"{field}.Format", step.Format, "use Text, Html or Xml");
        problems.Require(!step.IsTemplate || step.Content is not null, $"{field}.Content", null, "give the template");
        TextLimits.AddProblems(problems, $"{field}.Content", step.Content, TextLimits.Content);
        TextLimits.AddProblems(problems, $"{field}.Subject", step.Subject, TextLimits.Value);
        step.Retry?.AddProblems(problems, $"{field}.Retry");
        step.Window?.AddProblems(problems, $"{field}.Window");
        step.OnUnavailable?.AddProblems(problems, $"{field}.OnUnavailable", step.Channel);
        step.OnNoAddress?.AddProblems(
            problems, $"{field}.OnNoAddress", step.Channel, "a contact gets no address by waiting: skip, fall back, hand over or fail");
    }

    private void CheckDelay(DelayStep step, string field)
    {
        if (step.Until is not { } until)
        {
            RequireDuration(step.Duration, $"{field}.Duration");
            return;
        }

        problems.Require(step.Duration == TimeSpan.Zero, $"{field}.Duration", step.Duration, "give a duration or a business day, not both");
        problems.Require(until.Days is >= 1 and <= 250, $"{field}.Until.Days", until.Days, "use 1 to 250");
    }

    public static bool IsName(string? name) => !string.IsNullOrWhiteSpace(name) && name.Length <= TextLimits.Name;

    private void RequireDuration(TimeSpan value, string field) =>
        problems.Require(value > TimeSpan.Zero && value <= Backoff.MaxDelay, field, value, "use more than 0, up to 365 days");

    /// <summary>Requires that a step leads forward, so that every protocol ends.</summary>
    private void RequireLater(string? name, int index, string field) =>
        problems.Require(
            name is null || _steps.Skip(index + 1).Any(step => step?.Name == name), field, Problems.Quote(name), "name a later step");

    /// <summary>Requires that only branches precede the first contact step, because a job begins with its first attempt.</summary>
    private void CheckBeginning()
    {
        var leadsTo = new bool[_steps.Count + 1];
        leadsTo[0] = problems.List.Count == _before;
        for (var i = 0; i < leadsTo.Length; i++)
        {
            var step = i < _steps.Count ? _steps[i] : null;
            if (leadsTo[i] && step is BranchStep branch)
            {
                leadsTo[StepPaths.IndexOf(_steps, branch.Then, i)] = true;
                leadsTo[StepPaths.IndexOf(_steps, branch.Otherwise, i)] = true;
            }
            else if (leadsTo[i])
            {
                problems.Require(
                    step is ContactStep, $"Steps[{i}]", What(step), "begin with a contact step, or with branches that lead to one");
            }
        }
    }

    public static IReadOnlyList<string> FindWarnings(ContactProtocol protocol)
    {
        var warnings = new List<string>();
        var earliest = StepPaths.Earliest(protocol.Steps);
        for (var i = 0; i < earliest.Length; i++)
        {
            if (earliest[i] is not { } arrival)
            {
                warnings.Add($"Steps[{i}] is never reached: lead to it by its name, or remove it.");
            }
            else if (protocol.Steps[i] is ContactStep && arrival >= protocol.Exit?.After)
            {
                warnings.Add($"Steps[{i}] comes {Days(arrival)} days after the start at the earliest, and the job expires after {Days(protocol.Exit.After)}: it is never sent. Shorten the delays, or increase {nameof(ContactProtocol.Exit)}.{nameof(ExitRules.After)}.");
            }
        }

        return warnings;
    }

    private static string Days(TimeSpan time) => time.TotalDays.ToString("0.##", CultureInfo.InvariantCulture);

    private static string What(CampaignStep? step) => step switch
    {
        null => "missing",
        DelayStep => "a delay",
        EventStep => "a wait for an event",
        _ => "an exit",
    };
}
