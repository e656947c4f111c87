using System.Reflection;
using Campaigns.Storage;

namespace Campaigns.Simulate;

/// <summary>
/// Calls a store and waits for its end, so that a simulation, which has one thread and no real time, sees every call complete at once.
/// </summary>
internal class WaitingStore : DispatchProxy
{
    private object _inner = null!;
    private object? _queries;

    public static IJobStore Of(IJobStore store)
    {
        var queries = Create<IJobQueries, WaitingStore>();
        ((WaitingStore)queries)._inner = store.Queries;
        var waiting = Create<IJobStore, WaitingStore>();
        (((WaitingStore)waiting)._inner, ((WaitingStore)waiting)._queries) = (store, queries);
        return waiting;
    }

    protected override object? Invoke(MethodInfo? method, object?[]? arguments)
    {
        ArgumentNullException.ThrowIfNull(method);
        if (method.Name == $"get_{nameof(IJobStore.Queries)}")
        {
            return _queries;
        }

        object? result = null;
        var call = Task.Run(async () => // away from the scheduler of the simulated process
        {
            result = method.Invoke(_inner, BindingFlags.DoNotWrapExceptions, null, arguments, null);
            await (TaskOf(result) ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        });
        ((IAsyncResult)call).AsyncWaitHandle.WaitOne();
        return call.IsCompletedSuccessfully ? result : throw call.Exception!.InnerException!;
    }

    /// <summary>The task behind a result, which then has ended for everybody; null if the result is not awaited.</summary>
    private static Task? TaskOf(object? result) => result switch
    {
        ValueTask task => task.AsTask(),
        Task task => task,
        not null when result.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(ValueTask<>) =>
            (Task)type.GetMethod(nameof(ValueTask<int>.AsTask))!.Invoke(result, null)!,
        _ => null,
    };
}
