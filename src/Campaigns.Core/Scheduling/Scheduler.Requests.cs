using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>The requests that the engine can make of the scheduler, by subject. The scheduler alone owns the state.</summary>
internal sealed partial class Scheduler
{
    /// <summary>A read-only view of the state.</summary>
    public SchedulerView View { get; }

    public CampaignLifecycle Lifecycle { get; }

    public JobRequests Jobs { get; }

    public Enrollments Enrollments => field ??= new Enrollments(_state);

    public TenantRequests Tenants { get; }

    public SuppressionRequests Suppressions { get; }

    public ErasureRequests Erasures { get; }

    public ContactRequests Contacts { get; }

    public ProviderRequests Providers { get; }

    public Retention Retention { get; }

    public NotedCalls Noted { get; }

    public CallerIdRequests CallerIds => field ??= new CallerIdRequests(_state, _limits);

    public GateExplainer Explainer => field ??= new GateExplainer(_state);

    public AttemptRecorder Recorder { get; }

    public ExclusivityRules Exclusives { get; }

    public DripRequests Sequences { get; }

    public InboundEvents Inbound { get; }

    public TriggerRequests Triggers => field ??= new TriggerRequests(_state, Jobs, Exclusives, Contacts);

    public Expiries Expiries { get; }

    public ChannelAvailability Channels { get; }

    public LingeringCalls Lingering { get; }

    public JobMigration Migration { get; }

    public ReportHandler Reports { get; }

    public Decisions Decisions => _state.Decisions;

    public CampaignPurge Purge { get; }

    public FeedRequests Feed => field ??= new FeedRequests(_state);

    /// <summary>The limits that this engine does not own alone; null for an engine that owns its limits.</summary>
    public SharedLimits? Shared => field ??= _state.Settings.HasShares ? new SharedLimits(_state, _limits) : null;

    public UnmatchedReports Unmatched => _state.Unmatched;

    /// <summary>Loads the contents of the store. Call it once, before anything else.</summary>
    public void Load(StoreSnapshot snapshot, Recovery recovery) => new Rehydration(this, _state, _tree, _limits).Load(snapshot, recovery);

    /// <summary>Loads an ended campaign for a request.</summary>
    public void TakeIn(CampaignRecord record) => new Rehydration(this, _state, _tree, _limits).TakeIn(record);

    /// <summary>The times that only memory knows, for the scheduler that replaces this one.</summary>
    public CarriedTimes CarryTimes() => new(_state, _limits.Quotas, Lingering);
}
