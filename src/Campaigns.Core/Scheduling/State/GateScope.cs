namespace Campaigns.Scheduling;

/// <summary>What a gate holds back when it is closed: the level of the ready tree at which dispatch judges it.</summary>
internal enum GateScope
{
    Everything,
    Tenant,
    Campaign,
    Lane,
    Job,
    Route,
}
