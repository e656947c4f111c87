namespace Campaigns.ClusterSimulation;

/// <summary>
/// A shard: its tenants and its live calls, which outlive its owners. At most one owner has the lease. Earlier ones may still run, if they
/// stood still meanwhile and nobody has told them.
/// </summary>
internal sealed class SimulatedShard
{
    /// <summary>How long the lease of a shard lasts for others, from its last renewal.</summary>
    public static readonly long Lease = Agenda.Seconds(4);

    /// <summary>How long it lasts for its owner: a fifth less.</summary>
    public static readonly long LeaseOfOwner = Lease * 4 / 5;

    private readonly World _world;
    private long _epoch;

    public SimulatedShard(World world, int number, IReadOnlyList<SimulatedTenant> tenants)
    {
        (_world, Number, Tenants) = (world, number, tenants);
        Settings = (world.Options.Calls, world.Options.Rate);
    }

    public int Number { get; }

    public IReadOnlyList<SimulatedTenant> Tenants { get; }

    public SimulatedOwner? Owner { get; private set; }

    /// <summary>The calls that the provider has, whoever owns the shard.</summary>
    public int Live { get; private set; }

    /// <summary>The settings that have reached the shard.</summary>
    public (int Calls, RateLimit Rate) Settings { get; private set; }

    /// <summary>Whether the shard failed since figures are counted.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>When the lease of the last owner ends for others.</summary>
    public long LeaseUntil => Owner is null ? long.MinValue : Owner.RenewedAt + Lease;

    public bool WantsCalls => Tenants.Any(tenant => tenant is { IsCaller: true, Ready: > 0 });

    public void Change(int calls, RateLimit rate) => Settings = (calls, rate);

    public void ResetFigures()
    {
        HasFailed = false;
        foreach (var tenant in Tenants)
        {
            tenant.Reset(_world.Agenda.Now);
        }
    }

    /// <summary>A new owner takes the shard over, if the lease of the last one has ended.</summary>
    public void TakeOver()
    {
        if (LeaseUntil > _world.Agenda.Now)
        {
            _world.Agenda.After(LeaseUntil - _world.Agenda.Now, TakeOver);
            return;
        }

        Owner?.Replace();
        Owner = new SimulatedOwner(_world, this, ++_epoch);
        Owner.Start();
    }

    /// <summary>The process of the owner is killed.</summary>
    public void Kill()
    {
        HasFailed = true;
        Owner!.Kill();
        _world.Agenda.After(Lease + Agenda.Milliseconds(100), TakeOver);
    }

    /// <summary>The process of the owner stands still. Another owner takes over if it does for longer than the lease.</summary>
    public void StandStill(long time)
    {
        HasFailed = true;
        Owner!.StandStill(_world.Agenda.Now + time);
        var owner = Owner;
        _world.Agenda.After(Lease + Agenda.Milliseconds(100), () =>
        {
            if (Owner == owner && owner.IsStill)
            {
                TakeOver();
            }
        });
    }

    public void Begin(SimulatedTenant tenant, long wantedSince)
    {
        tenant.Begin(_world.Agenda.Now);
        Live++;
        _world.Judge.Begin(Number, _world.Agenda.Now, wantedSince);
        _world.Agenda.After(_world.CallLength(), () =>
        {
            tenant.End(_world.Agenda.Now);
            Live--;
            _world.Judge.End(Number, _world.Agenda.Now);
            Owner?.NoteEnd();
        });
    }

    public void Send(SimulatedTenant tenant)
    {
        tenant.Begin(_world.Agenda.Now);
        tenant.End(_world.Agenda.Now);
        _world.Judge.Send(_world.Agenda.Now);
    }
}
