using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>What the engine may ask of the scheduler, by subject. The state itself is nobody else's.</summary>
internal sealed partial class Scheduler
{
    /// <summary>How it stands.</summary>
    public SchedulerView View { get; }

    public CampaignLifecycle Life { get; }

    public JobRequests Desk { get; }

    public Enrollments Enrollments { get; }

    public TenantRequests Tenants { get; }

    public SuppressionRequests Suppressions { get; }

    public ContactRequests Contacts { get; }

    public ProviderRequests Providers { get; }

    public GateExplainer Explainer { get; }

    public AttemptRecorder Recorder { get; }

    public ExclusivityRules Exclusives { get; }

    public DripRequests Sequences { get; }

    public Expiries Expiries { get; }

    public ChannelAvailability Channels { get; }

    public LingeringCalls Lingering { get; }

    public JobMigration Migration { get; }

    public ReportHandler Reports { get; }

    public Decisions Decisions => _state.Decisions;

    public CampaignPurge Purge { get; }

    public UnmatchedReports Unmatched => _state.Unmatched;

    /// <summary>Takes in what the store holds. Only once, and before anything else.</summary>
    public void Load(StoreSnapshot snapshot, Recovery recovery) => new Rehydration(this, _state, _tree, _limits).Load(snapshot, recovery);

    /// <summary>Takes in a campaign that has ended, because something is asked of it.</summary>
    public void TakeIn(CampaignRecord record) => new Rehydration(this, _state, _tree, _limits).TakeIn(record);

    /// <summary>What it knows of time and the store does not, for the scheduler that follows it.</summary>
    public CarriedTimes CarryTimes() => new(_state, _limits.Quotas, Lingering);
}
