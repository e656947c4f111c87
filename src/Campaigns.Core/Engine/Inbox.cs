using System.Threading.Channels;
using Campaigns.Scheduling;

namespace Campaigns.Engine;

/// <summary>
/// The only way in: three channels that the loop empties. Answers of providers always find room, for there are never more of them than
/// live attempts; reports of theirs have room of their own; other commands wait outside when it is full, in the order in which they
/// came. A flood of requests cannot keep outcomes out.
/// </summary>
internal sealed class Inbox(Signal signal, int capacity)
{
    /// <summary>How many reports of providers have room, whatever else waits.</summary>
    private const int ReportCapacity = 65_536;

    private readonly Channel<Answer> _answers = Channel.CreateUnbounded<Answer>(new() { SingleReader = true });
    private readonly Channel<Command> _reports = Channel.CreateBounded<Command>(ReportCapacity);
    private readonly Channel<Command> _requests = Channel.CreateBounded<Command>(capacity);
    private volatile bool _isStarted;

    /// <summary>Commands that wait to be taken, as seen in passing, from any thread.</summary>
    public int Depth => _reports.Reader.Count + _requests.Reader.Count;

    public void Post(ReadOnlySpan<Answer> answers)
    {
        if (answers.IsEmpty)
        {
            return;
        }

        foreach (ref readonly var answer in answers)
        {
            _answers.Writer.TryWrite(answer);
        }

        signal.Set();
    }

    public async ValueTask PostAsync(Command command, CancellationToken cancellationToken)
    {
        if (!_isStarted)
        {
            command.Fail(new CampaignException(
                CampaignError.NotStarted,
                "The engine has not been started, so nobody answers: await CampaignEngine.StartAsync first, or the start of the host."));
            return;
        }

        try
        {
            await (command.IsReport ? _reports : _requests).Writer.WriteAsync(command, cancellationToken);
            signal.Set();
        }
        catch (ChannelClosedException closed)
        {
            command.Fail(closed.InnerException!);
        }
    }

    /// <summary>Moves what has come in behind what the lists hold already.</summary>
    public void Drain(List<Answer> answers, List<Command> commands)
    {
        while (_answers.Reader.TryRead(out var answer))
        {
            answers.Add(answer);
        }

        Drain(_reports.Reader, commands);
        Drain(_requests.Reader, commands);
    }

    /// <summary>Takes commands from now on: the engine starts, and answers them when it has read the store.</summary>
    public void Open() => _isStarted = true;

    /// <summary>Refuses every further command, for good, and those that wait outside.</summary>
    public void Close(Exception reason)
    {
        _reports.Writer.TryComplete(reason);
        _requests.Writer.TryComplete(reason);
        Open(); // to tell them why
    }

    /// <summary>Takes what there is now: what waits outside comes in meanwhile, for the next time.</summary>
    private static void Drain(ChannelReader<Command> reader, List<Command> commands)
    {
        for (var left = reader.Count; left > 0 && reader.TryRead(out var command); left--)
        {
            commands.Add(command);
        }
    }
}
