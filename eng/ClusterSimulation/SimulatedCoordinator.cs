using Campaigns.Orleans.Quotas;

namespace Campaigns.ClusterSimulation;

/// <summary>A coordinator: answers all reports that have arrived with one change of the ledger, and takes its time.</summary>
internal sealed class SimulatedCoordinator(World world, QuotaCoordinator coordinator)
{
    /// <summary>The time of a transaction.</summary>
    private static readonly long Transaction = Agenda.Milliseconds(5);

    /// <summary>The pause before the next one, as in <see cref="ReportBatches"/>.</summary>
    private static readonly long Pause = Agenda.Milliseconds(20);
    private QuotaCoordinator _coordinator = coordinator;
    private List<(QuotaReport Report, Action<QuotaGrant> Answer)> _waiting = [];
    private bool _isBusy;

    /// <summary>Another takes its place, which knows nothing of what shards want.</summary>
    public void Forget(QuotaCoordinator next) => _coordinator = next;

    public void Take(QuotaReport report, Action<QuotaGrant> answer)
    {
        _waiting.Add((report, answer));
        if (!_isBusy)
        {
            Work();
        }
    }

    private void Work()
    {
        var batch = _waiting;
        (_waiting, _isBusy) = ([], batch.Count > 0);
        if (!_isBusy)
        {
            return;
        }

        var task = _coordinator.AnswerAsync([.. batch.Select(one => one.Report)], CancellationToken.None);
        var answers = task.IsCompletedSuccessfully
            ? task.GetAwaiter().GetResult()
            : throw new InvalidOperationException("The ledger failed.", task.Exception);
        world.Agenda.After(Transaction, () =>
        {
            for (var i = 0; i < batch.Count; i++)
            {
                batch[i].Answer(answers[i]);
            }

            world.Agenda.After(Pause, Work);
        });
    }
}

/// <summary>The ledger in memory, and what is known about shards without an owner.</summary>
internal sealed class MemoryLedger(World world, IReadOnlyList<SimulatedShard> shards) : IQuotaStore, IGoneShards
{
    private readonly QuotaLedger _ledger = new(shards.Count);

    public long Changes { get; private set; }

    public Task ChangeAsync(Func<LockedLedger, IGoneShards, Task> change, CancellationToken cancellationToken)
    {
        Changes++;
        return change(new LockedLedger(_ledger, world.Agenda.Now), this);
    }

    public Task<IReadOnlyList<GoneShard>> ReadAsync(IReadOnlyList<int> numbers) => Task.FromResult<IReadOnlyList<GoneShard>>(
    [
        .. numbers.Select(number => shards[number]).Where(shard => shard.LeaseUntil < world.Agenda.Now).Select(shard => new GoneShard(
            shard.Number, shard.Owner is not null, new Dictionary<string, int>
            {
                ["everything"] = shard.Live,
                [$"provider {SimulatedOwner.Caller}"] = shard.Live,
            })),
    ]);
}
