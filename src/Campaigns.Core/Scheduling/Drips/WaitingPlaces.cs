namespace Campaigns.Scheduling;

/// <summary>
/// What keeps jobs in their places while they wait: lanes, jobs set aside, groups of steps, channels, calls that may be on.
/// </summary>
internal sealed record WaitingPlaces(
    LaneScheduler Lanes, ParkedJobs Parked, StepGroups Groups, ChannelAvailability Channels, LingeringCalls Lingering);
