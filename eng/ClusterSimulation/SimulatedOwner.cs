using Campaigns.Orleans.Quotas;
using Campaigns.Storage;

namespace Campaigns.ClusterSimulation;

/// <summary>
/// An owner of a shard: a small engine that obeys its shares and its lease, and the rounds of its shares as <see cref="ShardQuotas"/> makes
/// them.
/// </summary>
internal sealed class SimulatedOwner(World world, SimulatedShard shard, long epoch)
{
    public const string Caller = "calls";
    public const string Sender = "messages";
    private static readonly long Look = Agenda.Milliseconds(250);
    private static readonly long Renewal = Agenda.Seconds(1);
    private static readonly long Patience = Agenda.Seconds(1);

    private readonly ShardBook _book = new(shard.Number);
    private readonly SimulatedRate _rate = new();
    private Dictionary<string, LimitShare> _shares = [];
    private QuotaReport? _told;
    private long _toldAt;
    private long _sharesUntil = long.MinValue;
    private long _stillUntil;
    private long _wantedSince = -1;
    private int _live;
    private int _round;
    private bool _isKilled;
    private bool _isReplaced;

    /// <summary>When the owner last renewed its lease. An owner that runs renews it all the time.</summary>
    public long RenewedAt => _isKilled || IsStill || _isReplaced ? field : field = world.Agenda.Now;

    public bool IsStill => world.Agenda.Now < _stillUntil;

    private bool HasLease => world.Agenda.Now < RenewedAt + SimulatedShard.LeaseOfOwner;

    public void Start()
    {
        _live = shard.Live;
        Round();
    }

    public void Kill()
    {
        _ = RenewedAt;
        _isKilled = true;
    }

    public void StandStill(long until)
    {
        _ = RenewedAt;
        _stillUntil = until;
        world.Agenda.After(until - world.Agenda.Now, Work); // what it had decided before leaves it first
    }

    /// <summary>Another owner has taken over. This one does not know.</summary>
    public void Replace() => _isReplaced = true;

    public void NoteEnd()
    {
        _live--;
        Work();
    }

    /// <summary>Sends what may be sent now.</summary>
    public void Work()
    {
        if (_isKilled || IsStill || !HasLease || world.Agenda.Now >= _sharesUntil)
        {
            return;
        }

        while (_live < CallsShare && Next(isCaller: true) is { } tenant)
        {
            _live++;
            shard.Begin(tenant, _wantedSince);
            _wantedSince = world.Agenda.Now;
        }

        _wantedSince = Next(isCaller: true) is null ? -1 : _wantedSince < 0 ? world.Agenda.Now : _wantedSince;
        while (Next(isCaller: false) is { } tenant && _rate.TrySend(world.Agenda.Now))
        {
            shard.Send(tenant);
        }

        if (Next(isCaller: false) is not null && _rate.OpensAt is > 0 and var opens)
        {
            _rate.NoteWake(world.Agenda.Now, opens, () => world.Agenda.After(opens - world.Agenda.Now, Work));
        }
    }

    /// <summary>One round, as the real one: asks if there is a reason to, and at once again if something was called back.</summary>
    private void Round()
    {
        if (_isKilled)
        {
            return;
        }

        if (IsStill)
        {
            world.Agenda.After(_stillUntil - world.Agenda.Now, Round);
            return;
        }

        Work();
        var now = world.Agenda.Now;
        var report = _book.Report(Usage(), TimeSpan.FromTicks(now));
        if (_told is { } told && now - _toldAt < Renewal && !_book.IsWaiting && told.Caps.SequenceEqual(report.Caps))
        {
            world.Agenda.After(Look, Round);
            return;
        }

        var round = ++_round;
        world.Ask(shard.Number, report, answer => Take(answer, report, round, now));
        world.Agenda.After(Patience, () =>
        {
            if (_round == round)
            {
                Round();
            }
        });
    }

    private void Take(QuotaGrant grant, QuotaReport report, int round, long asked)
    {
        if (_isKilled || _round != round)
        {
            return;
        }

        if (IsStill)
        {
            world.Agenda.After(_stillUntil - world.Agenda.Now, () => Take(grant, report, round, asked));
            return;
        }

        _round++;
        if (grant.IsRefused)
        {
            world.Agenda.After(Look, Round);
            return;
        }

        var isCalledBack = _book.Lowers(grant);
        (_told, _toldAt) = (report, asked);
        _shares = _book.Shares(grant, Usage()).ToDictionary(share => share.Name);
        _sharesUntil = asked + grant.Lasting;
        _rate.Change(RateShare, world.Agenda.Now);
        world.Agenda.After(isCalledBack ? 0 : Look, Round);
        Work();
    }

    private int CallsShare => Math.Min(shard.Settings.Calls, _shares.GetValueOrDefault(Caller)?.MaxConcurrent ?? 0);

    /// <summary>The rate in force: the slower of the setting and the share; null for nothing.</summary>
    private RateLimit? RateShare => _shares.GetValueOrDefault(Sender) is not { MaxConcurrent: > 0, Rate: { } share } ? null
        : SimulatedRate.IntervalOf(shard.Settings.Rate) > SimulatedRate.IntervalOf(share) ? shard.Settings.Rate : share;

    private SimulatedTenant? Next(bool isCaller)
    {
        SimulatedTenant? next = null;
        foreach (var tenant in shard.Tenants)
        {
            next = tenant.IsCaller == isCaller && tenant.Ready > 0 && (next is null || tenant.Served < next.Served) ? tenant : next;
        }

        return next;
    }

    private SharedLimitUsage Usage()
    {
        var hasShares = world.Agenda.Now < _sharesUntil;
        return new SharedLimitUsage(epoch,
        [
            new SharedLimitUse(new LimitShare(LimitScope.Everything, "")) { Live = _live, Share = hasShares ? int.MaxValue : 0 },
            new SharedLimitUse(new LimitShare(LimitScope.Provider, Caller) { MaxConcurrent = shard.Settings.Calls })
            {
                Live = _live, Share = hasShares ? CallsShare : 0, Ready = ReadyOf(isCaller: true), Weight = WeightOf(isCaller: true),
            },
            new SharedLimitUse(new LimitShare(LimitScope.Provider, Sender) { Rate = shard.Settings.Rate })
            {
                Live = 0, Share = hasShares && RateShare is not null ? int.MaxValue : 0,
                Decided = _rate.Sent, Quiet = _rate.QuietAt(world.Agenda.Now),
                Ready = ReadyOf(isCaller: false), Weight = WeightOf(isCaller: false),
            },
        ]);
    }

    private int ReadyOf(bool isCaller) => (int)Math.Min(
        int.MaxValue, shard.Tenants.Where(tenant => tenant.IsCaller == isCaller).Sum(tenant => (long)tenant.Ready));

    private long WeightOf(bool isCaller) => shard.Tenants
        .Where(tenant => tenant.IsCaller == isCaller && (tenant.Ready > 0 || tenant.Live > 0)).Sum(tenant => (long)tenant.Weight);
}
