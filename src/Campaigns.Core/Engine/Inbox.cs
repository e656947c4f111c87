using System.Runtime.InteropServices;
using Campaigns.Scheduling;

namespace Campaigns.Engine;

/// <summary>
/// The only way in. Answers of providers always find room, for there are never more of them than live attempts; reports of theirs have
/// room of their own; other commands wait outside when it is full, so that a flood of requests cannot keep outcomes out.
/// </summary>
internal sealed class Inbox(Signal signal, int capacity)
{
    /// <summary>How many reports of providers have room, whatever else waits.</summary>
    private const int ReportCapacity = 65_536;

    private readonly Lock _lock = new();
    private readonly List<Answer> _answers = [];
    private readonly List<Command> _commands = [];
    private int _reports;
    private TaskCompletionSource? _room;
    private Exception? _closed = new CampaignException(
        CampaignError.NotStarted, "The engine has not been started, so nobody answers: await CampaignEngine.StartAsync first, or the start of the host.");
    private bool _isClosedForGood;

    /// <summary>Commands that wait to be taken, as seen in passing, from any thread.</summary>
    public int Depth => _commands.Count;

    public void Post(ReadOnlySpan<Answer> answers)
    {
        if (answers.IsEmpty)
        {
            return;
        }

        lock (_lock)
        {
            _answers.AddRange(answers);
        }

        signal.Set();
    }

    public async ValueTask PostAsync(Command command, CancellationToken cancellation)
    {
        while (!TryPost(command, out var room))
        {
            await room.WaitAsync(cancellation);
        }

        signal.Set();
    }

    /// <summary>Moves what has come in behind what the lists hold already.</summary>
    public void Drain(List<Answer> answers, List<Command> commands)
    {
        TaskCompletionSource? room;
        lock (_lock)
        {
            answers.AddRange(CollectionsMarshal.AsSpan(_answers));
            commands.AddRange(CollectionsMarshal.AsSpan(_commands));
            _answers.Clear();
            _commands.Clear();
            _reports = 0;
            room = _room;
            _room = null;
        }

        room?.SetResult();
    }

    /// <summary>Takes commands from now on: the engine starts, and answers them when it has read the store.</summary>
    public void Open()
    {
        lock (_lock)
        {
            _closed = _isClosedForGood ? _closed : null;
        }
    }

    /// <summary>Refuses every further command, for good.</summary>
    public void Close(Exception reason)
    {
        TaskCompletionSource? room;
        lock (_lock)
        {
            _closed = _isClosedForGood ? _closed : reason;
            _isClosedForGood = true;
            room = _room;
            _room = null;
        }

        room?.SetResult();
    }

    private bool TryPost(Command command, out Task room)
    {
        lock (_lock)
        {
            room = Task.CompletedTask;
            if (_closed is not null)
            {
                command.Fail(_closed);
                return true;
            }

            var isReport = command.IsReport;
            if (isReport ? _reports < ReportCapacity : _commands.Count - _reports < capacity)
            {
                _commands.Add(command);
                _reports += isReport ? 1 : 0;
                return true;
            }

            _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            room = _room.Task;
            return false;
        }
    }
}
