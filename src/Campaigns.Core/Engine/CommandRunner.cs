using Campaigns.Scheduling;
using Campaigns.Storage;

namespace Campaigns.Engine;

/// <summary>Runs commands in the loop, and answers each when its effects are committed and in force.</summary>
internal sealed class CommandRunner(GuardedStore store, StopWaits stopWaits)
{
    private readonly CommandReader _reader = new(store);
    private readonly List<Command> _executed = [];
    private readonly List<Command> _heldOver = [];

    /// <summary>The commands not executed yet.</summary>
    public List<Command> Waiting { get; } = [];

    /// <summary>The campaigns whose enrollment commands were waiting when the store failed.</summary>
    public HashSet<CampaignId> CutEnrollments { get; } = [];

    /// <summary>Executes the waiting commands. A refused command is answered immediately.</summary>
    /// <param name="scheduler">The scheduler.</param>
    /// <param name="beforeAnswers">Whether to run only the commands that must run before this step's answers, or only the others.</param>
    public async ValueTask ExecuteAsync(Scheduler scheduler, bool beforeAnswers)
    {
        foreach (var command in Waiting)
        {
            if (command.RunsBeforeAnswers != beforeAnswers)
            {
                continue;
            }

            if (command.MustWait(scheduler.Decisions))
            {
                _heldOver.Add(command);
            }
            else if (command.TryTake())
            {
                var (stops, requests) = (scheduler.Decisions.Stops.Length, scheduler.Decisions.Requests.Length);
                await ExecuteAsync(scheduler, command);
                command.Stops = stops..scheduler.Decisions.Stops.Length;
                command.Requests = requests..scheduler.Decisions.Requests.Length;
            }
        }
    }

    /// <summary>Answers the executed commands after the commit.</summary>
    public void Complete(Decisions decisions, CommitReceipt receipt)
    {
        foreach (var command in _executed)
        {
            command.Committed(receipt);
            stopWaits.Complete(command, decisions);
        }

        _executed.Clear();
        Waiting.Clear();
        Waiting.AddRange(_heldOver);
        _heldOver.Clear();
    }

    /// <summary>Fails all commands, executed or not.</summary>
    public void Fail(Exception reason)
    {
        CutEnrollments.UnionWith(Waiting.Where(command => command.IsEnrollment).Select(command => command.Campaign!.Value));
        Waiting.ForEach(command => command.Fail(reason));
        Waiting.Clear();
        _executed.Clear();
        _heldOver.Clear();
    }

    private async ValueTask ExecuteAsync(Scheduler scheduler, Command command)
    {
        try
        {
            if (command.Campaign is { } campaign)
            {
                await _reader.BringAsync(scheduler, campaign);
            }

            await command.RunAsync(scheduler, _reader);
            _executed.Add(command);
        }
        catch (CampaignException refusal)
        {
            command.Fail(refusal);
        }
    }
}
