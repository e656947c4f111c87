using System.Reflection;
using Campaigns.AspNetCore.Bulk;
using Campaigns.AspNetCore.Records;
using Campaigns.AspNetCore.Tests.Support;
using Campaigns.Storage;
using Campaigns.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Campaigns.AspNetCore.Tests.Bulk;

/// <summary>Hosts that use the same records, as the silos of a cluster do.</summary>
public sealed class SharedRecordsTests
{
    private readonly VirtualTimeProvider _time = new();
    private readonly SharedRecords _shared = new() { LeaseTime = TimeSpan.FromMinutes(1) };

    [Fact]
    public async Task One_host_runs_an_action_and_another_one_goes_on_when_it_is_gone()
    {
        await using var host = await TestHost.StartAsync();
        var campaign = await host.EndedAsync(("ann", AttemptOutcome.Failed), ("bo", AttemptOutcome.Failed));
        var action = new BulkRecords(RecordsOf(host)).Make(
            campaign, new BulkRequestBody { Action = BulkAction.Rerun, All = true, ConfirmedCount = 2 }, 2);
        await host.Client.PauseAsync(campaign);
        Assert.True(await new BulkRecords(RecordsOf(host)).WriteAsync(action, "acme", 0, default));
        var (one, other) = (WatchedClient.Of(host.Client), WatchedClient.Of(host.Client));
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        one.Before = () => stopped.Task;

        using var first = RunnerOf(host, one);
        using var second = RunnerOf(host, other);
        await first.StartAsync(default);
        await PassUntilAsync(() => one.Reruns > 0);
        await second.StartAsync(default);
        await PassAsync(_shared.LeaseTime); // the first one goes on to say that it has the turn
        Assert.Equal(0, other.Reruns);

        await first.StopAsync(new CancellationToken(canceled: true));
        await PassUntilAsync(() => other.Reruns == 2);
        stopped.SetResult();
        await PassUntilAsync(() => IsCompletedAsync(host, campaign, action.Body.Id));
        Assert.Equal(2, other.Reruns);
        await second.StopAsync(default);
    }

    private static IRecordStore RecordsOf(TestHost host) => host.Services.GetRequiredService<IRecordStore>();

    private static async Task<bool> IsCompletedAsync(TestHost host, CampaignId campaign, string id) =>
        (await new BulkRecords(RecordsOf(host)).FindAsync(campaign, id, default))!.Value.Action.Body.State == BulkState.Completed;

    private BulkRunner RunnerOf(TestHost host, WatchedClient client) => new(
        new BulkRecords(RecordsOf(host)), (ICampaignClient)(object)client, new RecordTurn(RecordsOf(host), "test", _shared, _time),
        NullLogger<BulkRunner>.Instance, _time);

    private async Task PassAsync(TimeSpan time)
    {
        var until = _time.GetUtcNow() + time;
        await PassUntilAsync(() => _time.GetUtcNow() >= until);
    }

    private Task PassUntilAsync(Func<bool> holds) => PassUntilAsync(() => Task.FromResult(holds()));

    private Task PassUntilAsync(Func<Task<bool>> holds) => Until.HoldsAsync(async () =>
    {
        _time.Advance(TimeSpan.FromMilliseconds(250));
        return await holds();
    });

    /// <summary>Counts reruns, and lets them wait.</summary>
    public class WatchedClient : DispatchProxy
    {
        private ICampaignClient _inner = null!;
        private int _reruns;

        internal Func<Task> Before { get; set; } = () => Task.CompletedTask;

        internal int Reruns => _reruns;

        internal static WatchedClient Of(ICampaignClient inner)
        {
            var client = (WatchedClient)(object)Create<ICampaignClient, WatchedClient>();
            client._inner = inner;
            return client;
        }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
            targetMethod!.Name == nameof(ICampaignClient.RerunContactAsync)
                ? RerunAsync(targetMethod, args)
                : targetMethod.Invoke(_inner, args);

        private async Task RerunAsync(MethodInfo rerun, object?[]? args)
        {
            Interlocked.Increment(ref _reruns);
            await Before().WaitAsync((CancellationToken)args![^1]!);
            await (Task)rerun.Invoke(_inner, args)!;
        }
    }
}
