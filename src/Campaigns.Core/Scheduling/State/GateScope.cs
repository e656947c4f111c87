namespace Campaigns.Scheduling;

/// <summary>The scope that a closed gate holds back: the level of the ready tree at which dispatch evaluates it.</summary>
internal enum GateScope
{
    Everything,
    Tenant,
    Campaign,
    Lane,
    Job,
    Route,
}
