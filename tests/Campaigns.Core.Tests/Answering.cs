namespace Campaigns.Tests;

/// <summary>A provider that answers with a given function and counts its calls.</summary>
internal sealed class Answering(Func<DispatchRequest, ValueTask<DispatchResult>> answer) : IProvider
{
    /// <summary>A provider that never answers.</summary>
    public static Answering Never() => new(_ => new(new TaskCompletionSource<DispatchResult>().Task));

    public List<DispatchRequest> Requests { get; } = [];

    public int Calls => Requests.Count;

    public ValueTask<DispatchResult> DispatchAsync(DispatchRequest request, CancellationToken cancellationToken)
    {
        lock (Requests)
        {
            Requests.Add(request);
        }

        return answer(request);
    }
}
