using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>What the engine may ask of the scheduler, by subject. The state itself is nobody else's.</summary>
internal sealed partial class Scheduler
{
    /// <summary>How it stands.</summary>
    public SchedulerView View { get; }

    public CampaignLife Life { get; }

    public JobDesk Desk { get; }

    public Enrollments Enrollments { get; }

    public TenantDesk Tenants { get; }

    public SuppressionDesk Suppressions { get; }

    public ContactDesk Contacts { get; }

    public ProviderDesk Providers { get; }

    public Explainer Explainer { get; }

    public Recorder Recorder { get; }

    public ExclusiveDesk Exclusives { get; }

    public SequenceDesk Sequences { get; }

    public Expiries Expiries { get; }

    public ChannelDesk Channels { get; }

    public Lingering Lingering { get; }

    public Migration Migration { get; }

    public Reports Reports { get; }

    public Decisions Decisions => _state.Decisions;

    public Purge Purge { get; }

    public UnmatchedReports Unmatched => _state.Unmatched;

    /// <summary>Takes in what the store holds. Only once, and before anything else.</summary>
    public void Load(StoreSnapshot snapshot, Recovery recovery) => new Rehydration(this, _state, _tree, _limits).Load(snapshot, recovery);

    /// <summary>Takes in a campaign that has ended, because something is asked of it.</summary>
    public void TakeIn(CampaignRecord record) => new Rehydration(this, _state, _tree, _limits).TakeIn(record);

    /// <summary>What it knows of time and the store does not, for the scheduler that follows it.</summary>
    public CarriedTimes CarryTimes() => new(_state, _limits.Quotas, Lingering);
}
