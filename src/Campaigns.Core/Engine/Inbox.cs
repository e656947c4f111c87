using System.Threading.Channels;
using Campaigns.Scheduling;

namespace Campaigns.Engine;

/// <summary>
/// The only input of the loop: three channels that the loop drains. Provider answers always have room, because there are never more of them
/// than live attempts. Provider reports have a separate channel. Other commands wait outside, in order of arrival, while their channel is
/// full. A flood of requests cannot block outcomes.
/// </summary>
internal sealed class Inbox(Signal signal, int capacity)
{
    /// <summary>The capacity for provider reports, independent of other commands.</summary>
    private const int ReportCapacity = 65_536;

    private readonly Channel<Answer> _answers = Channel.CreateUnbounded<Answer>(new() { SingleReader = true });
    private readonly Channel<Command> _reports = Channel.CreateBounded<Command>(ReportCapacity);
    private readonly Channel<Command> _requests = Channel.CreateBounded<Command>(capacity);
    private volatile bool _isStarted;

    /// <summary>The approximate number of commands that wait to be taken. Readable on any thread.</summary>
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
                "The engine has not been started. Await CampaignEngine.StartAsync, or the start of the host, first."));
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

    /// <summary>Appends all received answers and commands to the lists.</summary>
    public void Drain(List<Answer> answers, List<Command> commands)
    {
        while (_answers.Reader.TryRead(out var answer))
        {
            answers.Add(answer);
        }

        Drain(_reports.Reader, commands);
        Drain(_requests.Reader, commands);
    }

    /// <summary>Accepts commands from now on. The starting engine answers them after it has read the store.</summary>
    public void Open() => _isStarted = true;

    /// <summary>Permanently rejects further commands, and those that wait for room.</summary>
    public void Close(Exception reason)
    {
        _reports.Writer.TryComplete(reason);
        _requests.Writer.TryComplete(reason);
        Open(); // so that later commands fail with the reason
    }

    /// <summary>Takes only the commands present now. Commands that enter meanwhile wait for the next drain.</summary>
    private static void Drain(ChannelReader<Command> reader, List<Command> commands)
    {
        for (var left = reader.Count; left > 0 && reader.TryRead(out var command); left--)
        {
            commands.Add(command);
        }
    }
}
