using Campaigns.Orleans.Shards;
using Microsoft.Extensions.Logging;

namespace Campaigns.Orleans.Quotas;

/// <summary>
/// Gets the shares of a shard's engine from the ledger, and gives back what the engine does not need. Start it before the engine and
/// dispose it after the engine has stopped. Until the first answer, and when answers stay away, the engine sends nothing.
/// </summary>
/// <param name="shard">The shard.</param>
/// <param name="ledgers">
/// The coordinator of the ledger, and whom to ask for a while when it does not answer. The same ledger is behind all of them.
/// </param>
/// <param name="time">The clocks of this machine.</param>
/// <param name="log">Where it is told that shares stay away.</param>
internal sealed class ShardQuotas(int shard, IReadOnlyList<IQuotaLedger> ledgers, TimeProvider time, ILogger log) : IAsyncDisposable
{
    /// <summary>The time between two looks at the engine. A look asks the ledger only if something has changed.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    /// <summary>The time after which shares are renewed although nothing has changed: a quarter of their time.</summary>
    private static readonly TimeSpan Renewal = TimeSpan.FromSeconds(1);

    /// <summary>How long an answer may take before the ledger is asked again.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>After which time the coordinator is asked again that did not answer.</summary>
    private static readonly TimeSpan Avoidance = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stop = new();
    private readonly ShardBook _book = new(shard);
    private IReadOnlyList<LimitShare> _shares = [];
    private ShareMoment _asked;
    private TimeSpan _lasting;
    private QuotaReport? _told;
    private TimeSpan _toldAt;
    private bool _isFailing;
    private bool _isHeld;
    private int _ledger;
    private TimeSpan _ledgerSince;
    private Task? _running;

    /// <summary>The shares, for <see cref="CampaignsOptions.Shares"/> of the shard's engine.</summary>
    public LimitShares Shares { get; } = new(time);

    /// <summary>
    /// Holds the engine when the whole cluster is held. Called before the first shares are given, and again while it fails.
    /// </summary>
    public Func<Task>? OnHeld { get; set; }

    /// <summary>Begins to get shares, as soon as the engine runs.</summary>
    public void Start() => _running ??= Task.Factory.StartNew(
        RunAsync, CancellationToken.None, TaskCreationOptions.DenyChildAttach, TaskScheduler.Default).Unwrap();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await (_running ?? Task.CompletedTask);
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await RenewAsync();
                TellSuccess();
                await Task.Delay(Look, time, _stop.Token);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error)
            {
                Tell(error);
                (_ledger, _ledgerSince) = ((_ledger + 1) % ledgers.Count, time.GetElapsedTime(0));
                await Task.Delay(Look, time, CancellationToken.None);
            }
        }
    }

    /// <summary>One round: asks if there is a reason to, and once more at once to give back what the answer has called back.</summary>
    private async Task RenewAsync()
    {
        var usage = await ApplyAsync();
        for (var isCalledBack = true; isCalledBack;)
        {
            var now = time.GetElapsedTime(0);
            var report = _book.Report(usage, now);
            if (!IsWorthTelling(report, now))
            {
                return;
            }

            var asked = Shares.Ask();
            using var patience = new CancellationTokenSource(Patience, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, _stop.Token);
            var grant = await LedgerAt(now).ReportAsync(report, either.Token).WaitAsync(either.Token);
            if (grant.IsRefused)
            {
                throw new CampaignException(CampaignError.Stopped, "A newer owner of the shard has reported, or this one has meanwhile.");
            }

            await HoldAsync(grant.IsHeld);
            (_told, _toldAt) = (report, now);
            isCalledBack = _book.Lowers(grant);
            (_shares, _asked, _lasting) = (_book.Shares(grant, usage), asked, TimeSpan.FromTicks(grant.Lasting));
            usage = await ApplyAsync();
        }
    }

    /// <summary>Holds the engine once for each hold of the cluster. Somebody may release it in between.</summary>
    private async Task HoldAsync(bool isHeld)
    {
        if (isHeld && !_isHeld && OnHeld is { } hold)
        {
            await hold();
        }

        _isHeld = isHeld;
    }

    private IQuotaLedger LedgerAt(TimeSpan now)
    {
        _ledger = now - _ledgerSince > Avoidance ? 0 : _ledger;
        return ledgers[_ledger];
    }

    private Task<SharedLimitUsage> ApplyAsync() => Shares.ApplyAsync(_shares, _asked, _lasting).WaitAsync(_stop.Token);

    private bool IsWorthTelling(QuotaReport report, TimeSpan now) =>
        _told is not { } told || now - _toldAt >= Renewal || told.Epoch != report.Epoch || _book.IsWaiting
        || !told.Caps.SequenceEqual(report.Caps);

    private void TellSuccess()
    {
        if (_isFailing)
        {
            _isFailing = false;
            ShardLog.SharesAgain(log, shard);
        }
    }

    private void Tell(Exception error)
    {
        if (!_isFailing)
        {
            _isFailing = true;
            ShardLog.NoShares(log, shard, error is CampaignException ? error.Message : error.GetType().Name); // others may hold names
        }
    }
}
