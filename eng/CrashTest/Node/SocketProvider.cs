using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Campaigns.CrashTest;

/// <summary>The engine's side of the provider, which runs in another process.</summary>
internal sealed class SocketProvider(int port, bool sabotage) : IProvider
{
    /// <summary>The registered name.</summary>
    public const string Name = "line";

    private const string CallPrefix = "call-";

    private readonly ConcurrentDictionary<(string Kind, AttemptId Attempt), TaskCompletionSource<string>> _asked = [];
    private Link? _link;
    private int _sent;

    public async Task ConnectAsync()
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port);
        _link = new Link(client);
    }

    /// <summary>Processes the provider's lines until the provider ends.</summary>
    public async Task ListenAsync(ICampaignReports reports)
    {
        while (await _link!.ReadAsync() is { } words)
        {
            AttemptId.TryParse(words[1], out var attempt);
            if (words[0] == "report")
            {
                _ = ReportAsync(reports, attempt, Enum.Parse<AttemptOutcome>(words[2]), Enum.Parse<Naming>(words[3]));
            }
            else if (_asked.TryRemove((words[0], attempt), out var asked))
            {
                asked.TrySetResult(words[2]);
            }
        }
    }

    public async ValueTask<DispatchResult> DispatchAsync(DispatchRequest request, CancellationToken cancellationToken)
    {
        var line = $"dispatch {request.Attempt} {request.Contact.Key}";
        if (sabotage && Interlocked.Increment(ref _sent) % 20 == 0)
        {
            _link!.Send(line);
        }

        var outcome = Enum.Parse<AttemptOutcome>(await AskAsync("answer", request.Attempt, line, cancellationToken));
        return outcome == AttemptOutcome.None
            ? DispatchResult.Accepted(CallIdOf(request.Attempt))
            : DispatchResult.Completed(outcome, CallIdOf(request.Attempt));
    }

    public async ValueTask<LookUpResult> QueryAsync(AttemptId attempt, string? providerCallId, CancellationToken cancellationToken)
    {
        var found = await AskAsync("found", attempt, $"query {attempt}", cancellationToken);
        if (!Enum.TryParse<AttemptOutcome>(found, out var outcome))
        {
            return attempt.Job % 2 == 0 ? LookUpResult.NotPlaced : LookUpResult.CannotSay; // some answers are certain, others cannot say
        }

        var callId = attempt.Job % 3 == 0 ? null : CallIdOf(attempt); // some lookups return the call id
        return outcome == AttemptOutcome.None ? LookUpResult.Live(callId) : LookUpResult.Ended(outcome, callId);
    }

    public async ValueTask<AttemptId?> ResolveAsync(string callId, CancellationToken cancellationToken)
    {
        var attempt =
            AttemptId.TryParse(callId[CallPrefix.Length..], out var id) ? id : throw new FormatException($"Not one of our calls: {callId}");
        return await AskAsync("resolved", attempt, $"resolve {attempt}", cancellationToken) == "Known" ? attempt : null;
    }

    /// <summary>Records an action of a contact in the journal, before any dispatch that this node sends later.</summary>
    public void Note(Entry entry, string contact) => _link!.Send($"{entry} {contact}");

    /// <summary>The provider's call id.</summary>
    public static string CallIdOf(AttemptId attempt) => $"{CallPrefix}{attempt}";

    /// <summary>Reports an outcome, and acknowledges it only after the engine has.</summary>
    private async Task ReportAsync(ICampaignReports reports, AttemptId attempt, AttemptOutcome outcome, Naming naming)
    {
        try
        {
            await reports.ReportAsync(naming switch
            {
                Naming.ByCall => ProviderReport.OfCall(Name, CallIdOf(attempt), AttemptState.Ended, outcome),
                Naming.ByBoth => ProviderReport.Ended(attempt, outcome) with { Provider = Name, CallId = CallIdOf(attempt) },
                _ => ProviderReport.Ended(attempt, outcome),
            });
            _link!.Send($"ack {attempt} {outcome}");
        }
        catch (CampaignException refusal)
        {
            await Console.Error.WriteLineAsync($"the callback of {attempt} was refused: {refusal.Message}");
        }
    }

    private async Task<string> AskAsync(string kind, AttemptId attempt, string line, CancellationToken cancellationToken)
    {
        var asked = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        _asked[(kind, attempt)] = asked;
        _link!.Send(line);
        return await asked.Task.WaitAsync(cancellationToken);
    }
}
