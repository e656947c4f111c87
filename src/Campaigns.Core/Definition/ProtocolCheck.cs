using System.Globalization;

namespace Campaigns;

/// <summary>Finds what is wrong with a protocol.</summary>
internal sealed class ProtocolCheck(Protocol protocol, Problems problems)
{
    private readonly IReadOnlyList<Step> _steps = protocol.Steps ?? [];

    public void Run()
    {
        problems.Require(protocol.Steps?.Count is >= 1 and <= 100, "Steps", protocol.Steps is null ? null : $"a list of {_steps.Count}", "use 1 to 100 steps");
        protocol.Exit?.AddProblems(problems, "Exit");
        var names = new HashSet<string>();
        var group = 0;
        for (var i = 0; i < _steps.Count; i++)
        {
            var (step, field) = (_steps[i], $"Steps[{i}]");
            problems.Require(step?.Name is null || step.Name.Trim().Length is >= 1 and <= 100, $"{field}.Name", step?.Name, "use 1 to 100 characters, or null");
            problems.Require(step?.Name is null || names.Add(step.Name), $"{field}.Name", step?.Name, "give each step a name of its own");
            group = step is ContactStep ? group + 1 : 0;
            problems.Require(group != Protocol.MaxGroup + 1, field, "too many contact steps in a row", $"put a delay after {Protocol.MaxGroup}");
            CheckStep(step, i, field);
        }

        problems.Require(_steps.Any(step => step is ContactStep), "Steps", "none that contacts", "give a contact step");
        CheckBeginning();
    }

    private void CheckStep(Step? step, int index, string field)
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
                problems.Require(wait.Event?.Trim().Length is >= 1 and <= 100, $"{field}.Event", wait.Event, "use 1 to 100 characters");
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
                problems.Require(false, field, null, "give a contact step or a delay");
                break;
        }
    }

    private void CheckContact(ContactStep step, string field)
    {
        problems.Require(step.Channel?.Trim().Length is >= 1 and <= 50, $"{field}.Channel", Quote(step.Channel), "use 1 to 50 characters");
        problems.Require(
            step.Timeout >= TimeSpan.FromSeconds(1) && step.Timeout <= TimeSpan.FromDays(30), $"{field}.Timeout", step.Timeout, "use 1 second to 30 days");
        problems.Require(step.Retry is not null, $"{field}.Retry", null, "give a retry policy, or RetryPolicy.None");
        problems.Require(Enum.IsDefined(step.Format), $"{field}.Format", step.Format, "use Text, Html or Xml");
        problems.Require(!step.IsTemplate || step.Content is not null, $"{field}.Content", null, "give the template");
        step.Retry?.AddProblems(problems, $"{field}.Retry");
        step.Window?.AddProblems(problems, $"{field}.Window");
        step.OnUnavailable?.AddProblems(problems, $"{field}.OnUnavailable", mayWait: true);
        step.OnNoAddress?.AddProblems(problems, $"{field}.OnNoAddress", mayWait: false);
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

    private void RequireDuration(TimeSpan value, string field) =>
        problems.Require(value > TimeSpan.Zero && value <= Backoff.MaxDelay, field, value, "use more than 0, up to 365 days");

    /// <summary>Steps lead forward only, so that every protocol ends.</summary>
    private void RequireLater(string? name, int index, string field) =>
        problems.Require(name is null || _steps.Skip(index + 1).Any(step => step?.Name == name), field, Quote(name), "name a later step");

    /// <summary>A job begins with its first attempt, so what comes before it can only be branches.</summary>
    private void CheckBeginning()
    {
        var open = new Queue<int>([0]);
        while (problems.List.Count == 0 && open.TryDequeue(out var index))
        {
            var step = index < _steps.Count ? _steps[index] : null;
            if (step is BranchStep branch)
            {
                open.Enqueue(Plan.IndexOf(_steps, branch.Then, index));
                open.Enqueue(Plan.IndexOf(_steps, branch.Otherwise, index));
            }
            else
            {
                problems.Require(step is ContactStep, $"Steps[{index}]", step?.GetType().Name, "begin with a contact step, or with branches that lead to one");
            }
        }
    }

    public static IReadOnlyList<string> FindWarnings(Protocol protocol)
    {
        if (protocol.Exit is not { } exit)
        {
            return [];
        }

        var warnings = new List<string>();
        var elapsed = TimeSpan.Zero;
        for (var i = 0; i < protocol.Steps.Count; i++)
        {
            elapsed += protocol.Steps[i] is DelayStep delay ? delay.Duration : TimeSpan.Zero;
            if (protocol.Steps[i] is ContactStep && elapsed >= exit.After)
            {
                warnings.Add(string.Create(CultureInfo.InvariantCulture, $"Steps[{i}] comes {elapsed.TotalDays:0.##} days after the start at the earliest; the job ends after {exit.After.TotalDays:0.##}."));
            }
        }

        return warnings;
    }

    private static string Quote(string? text) => text is null ? "missing" : $"\"{text}\"";
}
