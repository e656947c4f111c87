using Campaigns.AspNetCore.Webhooks.Outbound;

namespace Campaigns.AspNetCore.Tests.Webhooks.Outbound.Support;

/// <summary>Receivers that answer as the test says. They outlive the process that sends.</summary>
internal sealed class FakeReceivers
{
    private readonly Lock _lock = new();
    private readonly List<(SendRequest Request, DateTimeOffset At)> _all = [];
    private readonly HashSet<(string Host, string Id)> _accepted = [];

    /// <summary>The answer to a message; 200 by default.</summary>
    public Func<SendRequest, Task<SendResult>> Answer { get; set; } = _ => Task.FromResult(Status(200));

    public static SendResult Status(int status, TimeSpan? retryAfter = null) =>
        new(status, null, null, retryAfter, TimeSpan.FromMilliseconds(5));

    public void Note(SendRequest request, DateTimeOffset at)
    {
        lock (_lock)
        {
            _all.Add((request, at));
        }
    }

    /// <summary>The messages that a receiver has accepted, whether its sender has learned of it or not.</summary>
    public IEnumerable<string> AcceptedBy(string host)
    {
        lock (_lock)
        {
            return [.. _accepted.Where(accepted => accepted.Host == host).Select(accepted => accepted.Id)];
        }
    }

    public void Accept(SendRequest request)
    {
        lock (_lock)
        {
            _accepted.Add((request.Url.Host, request.Id));
        }
    }

    public IReadOnlyList<(SendRequest Request, DateTimeOffset At)> All
    {
        get
        {
            lock (_lock)
            {
                return [.. _all];
            }
        }
    }

    public int CountTo(string host) => All.Count(sent => sent.Request.Url.Host == host);

    public IEnumerable<string> IdsTo(string host) => All.Where(sent => sent.Request.Url.Host == host).Select(sent => sent.Request.Id);
}

/// <summary>Sends of one process.</summary>
internal sealed class FakeTransport(FakeReceivers receivers, Faults faults, TimeProvider time) : IWebhookTransport
{
    public async Task<SendResult> SendAsync(SendRequest request, CancellationToken cancellationToken)
    {
        faults.Before("send");
        receivers.Note(request, time.GetUtcNow());
        var result = await receivers.Answer(request).WaitAsync(cancellationToken);
        if (result.IsSuccess)
        {
            receivers.Accept(request);
        }

        faults.Before("answer");
        return result;
    }
}
