using Campaigns.Storage;

namespace Campaigns.AspNetCore.Tests.Webhooks.Outbound.Support;

/// <summary>Decides which calls of one process fail. A process that has died fails in every call, and changes nothing any more.</summary>
internal sealed class Faults
{
    private readonly Lock _lock = new();
    private int _calls;

    /// <summary>The call with this number, from 1, kills the process; 0 for none.</summary>
    public int DiesAt { get; init; }

    /// <summary>Whether the call that kills still takes effect.</summary>
    public bool DiesAfterEffect { get; init; }

    /// <summary>Says whether a call fails, without or with its effect, although the process lives on.</summary>
    public Func<string, (bool Before, bool After)>? Fails { get; init; }

    public bool IsDead { get; private set; }

    public TaskCompletionSource Died { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Kill()
    {
        lock (_lock)
        {
            IsDead = true;
        }

        Died.TrySetResult();
    }

    public void Before(string call)
    {
        lock (_lock)
        {
            if (IsDead)
            {
                throw new IOException($"The process has died before {call}.");
            }
        }
    }

    public Task AroundAsync(string call, Action effect) => AroundAsync(call, () =>
    {
        effect();
        return true;
    });

    public Task<T> AroundAsync<T>(string call, Func<T> effect)
    {
        lock (_lock)
        {
            Before(call);
            var fails = Fails?.Invoke(call) ?? default;
            var dies = ++_calls == DiesAt;
            if ((dies && !DiesAfterEffect) || fails.Before)
            {
                Die(dies);
                return Task.FromException<T>(new IOException($"{call} failed without effect."));
            }

            var result = effect();
            if (dies || fails.After)
            {
                Die(dies);
                return Task.FromException<T>(new IOException($"{call} failed after its effect."));
            }

            return Task.FromResult(result);
        }
    }

    private void Die(bool dies)
    {
        IsDead |= dies;
        _ = dies && Died.TrySetResult();
    }
}

/// <summary>A store of records of one process.</summary>
internal sealed class FaultyRecordStore(IRecordStore inner, Faults faults) : IRecordStore
{
    public ValueTask<HostRecord?> FindAsync(string kind, string id, CancellationToken cancellationToken)
    {
        faults.Before("find");
        return inner.FindAsync(kind, id, cancellationToken);
    }

    public ValueTask<bool> WriteAsync(IReadOnlyList<RecordChange> changes, CancellationToken cancellationToken) =>
        new(faults.AroundAsync("write", () => inner.WriteAsync(changes, cancellationToken).AsTask().GetAwaiter().GetResult()));

    public ValueTask<IReadOnlyList<HostRecord>> ListAsync(RecordQuery query, CancellationToken cancellationToken)
    {
        faults.Before("list");
        return inner.ListAsync(query, cancellationToken);
    }
}
