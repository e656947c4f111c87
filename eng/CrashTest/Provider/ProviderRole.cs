using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Campaigns.CrashTest;

/// <summary>The provider's process. It accepts and records every dispatch, and repeats outcomes until a node acknowledges them.</summary>
internal sealed class ProviderRole(Journal journal, int seed)
{
    public const string Name = "provider";

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(3);

    private readonly Dictionary<AttemptId, Call> _calls = [];
    private readonly Lock _lock = new();
    private Link? _node;
    private Task _served = Task.CompletedTask;

    /// <summary>Runs the provider. Arguments: journal, port (0 for a free one), seed. Prints the port.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        Child.EndWithParent();
        var seed = int.Parse(args[2], CultureInfo.InvariantCulture);
        var past = Journal.Read(args[0]);
        using var journal = new Journal(args[0]);
        var provider = new ProviderRole(journal, seed);
        provider.Remember(past);
        using var listener = new TcpListener(IPAddress.Loopback, int.Parse(args[1], CultureInfo.InvariantCulture));
        listener.Start();
        Console.WriteLine(((IPEndPoint)listener.LocalEndpoint).Port);
        _ = provider.TellAgainAsync();
        while (true)
        {
            provider._served = provider.ServeAsync(new Link(await listener.AcceptTcpClientAsync()), provider._served);
        }
    }

    /// <summary>Repeats unacknowledged reports, as webhooks do.</summary>
    private async Task TellAgainAsync()
    {
        while (true)
        {
            var (untold, node) = (Untold(), _node);
            await Task.Delay(RetryAfter);
            if (_node == node) // another node receives all outcomes when it connects
            {
                untold.Where(call => !call.IsAcknowledged).ToList().ForEach(Report);
            }
        }
    }

    private List<Call> Untold()
    {
        lock (_lock)
        {
            return [.. _calls.Values.Where(call => call is { IsOver: true, IsAcknowledged: false })];
        }
    }

    private void Remember(IReadOnlyList<JournalLine> past)
    {
        foreach (var line in past.Where(line => line.Entry < Entry.Replying))
        {
            var call = Find(line.Attempt) ?? Add(line.Attempt, line.Contact);
            call.IsOver |= line.Entry == Entry.Ended;
            call.IsAcknowledged |= line.Entry == Entry.Acknowledged;
        }

        foreach (var call in _calls.Values.Where(call => !call.IsOver))
        {
            _ = EndAsync(call);
        }
    }

    /// <summary>
    /// Serves a node after all lines of the previous node are read, so that a lookup does not miss a dispatch that is still on its way.
    /// </summary>
    private async Task ServeAsync(Link node, Task before)
    {
        await before;
        using (node)
        {
            _node = node;
            Untold().ForEach(Report);
            while (await node.ReadAsync() is { } words)
            {
                Take(node, words);
            }
        }
    }

    private void Take(Link node, string[] words)
    {
        if (Enum.TryParse<Entry>(words[0], out var entry))
        {
            lock (_lock)
            {
                journal.Write(entry, default, words[1]);
            }

            return;
        }

        if (!AttemptId.TryParse(words[1], out var attempt))
        {
            throw new FormatException($"Not a line from a node: {string.Join(' ', words)}");
        }

        switch (words[0])
        {
            case "dispatch":
                Dispatch(node, attempt, words[2]);
                break;
            case "query":
                node.Send(
                    $"found {attempt} {Find(attempt) switch { null => "Nothing", { IsOver: true } call => call.Fate.Outcome, _ => AttemptOutcome.None }}");
                break;
            case "resolve":
                node.Send($"resolved {attempt} {(Find(attempt) is null ? "Unknown" : "Known")}");
                break;
            case "ack" when Find(attempt) is { } call && Enum.Parse<AttemptOutcome>(words[2]) == call.Fate.Outcome:
                call.IsAcknowledged = true;
                Write(Entry.Acknowledged, call);
                break;
        }
    }

    private void Dispatch(Link node, AttemptId attempt, string contact)
    {
        var isNew = Find(attempt) is null;
        var call = Find(attempt) ?? Add(attempt, contact);
        Write(Entry.Dispatched, call);
        _ = AnswerAsync(node, call);
        if (isNew && call.Fate.Telling != Telling.InTheAnswer)
        {
            _ = EndAsync(call);
        }
    }

    private async Task AnswerAsync(Link node, Call call)
    {
        await Task.Delay(call.Fate.AnswersAfter);
        if (call.Fate.Telling == Telling.InTheAnswer)
        {
            Finish(call);
            node.Send($"answer {call.Attempt} {call.Fate.Outcome}");
        }
        else
        {
            node.Send($"answer {call.Attempt} {AttemptOutcome.None}");
        }
    }

    private async Task EndAsync(Call call)
    {
        await Task.Delay(call.Fate.EndsAfter);
        Finish(call);
        if (call.Fate.Draft != AttemptOutcome.None)
        {
            Report(call, call.Fate.Draft);
            await Task.Delay(call.Fate.EndsAfter);
        }

        Tell(call);
    }

    private void Finish(Call call)
    {
        Write(Entry.Ended, call);
        call.IsOver = true;
    }

    private void Tell(Call call)
    {
        for (var times = call.Fate.Telling switch { Telling.ByCallback => 1, Telling.Twice => 2, _ => 0 }; times > 0; times--)
        {
            Report(call);
        }
    }

    private void Report(Call call) => Report(call, call.Fate.Outcome);

    private void Report(Call call, AttemptOutcome outcome) => _node?.Send($"report {call.Attempt} {outcome} {call.Fate.Naming}");

    private Call? Find(AttemptId attempt)
    {
        lock (_lock)
        {
            return _calls.GetValueOrDefault(attempt);
        }
    }

    private Call Add(AttemptId attempt, string contact)
    {
        lock (_lock)
        {
            return _calls[attempt] = new Call(attempt, contact, Fate.Of(seed, attempt));
        }
    }

    private void Write(Entry entry, Call call)
    {
        lock (_lock)
        {
            journal.Write(entry, call.Attempt, call.Contact);
        }
    }

    private sealed record Call(AttemptId Attempt, string Contact, Fate Fate)
    {
        public bool IsOver { get; set; }

        public bool IsAcknowledged { get; set; }
    }
}
