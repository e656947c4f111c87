namespace Campaigns.Scheduling;

/// <summary>The components that hold jobs while they wait: lanes, parked jobs, groups of steps, channels and lingering calls.</summary>
internal sealed record WaitingPlaces(
    LaneScheduler Lanes, ParkedJobs Parked, StepGroups Groups, ChannelAvailability Channels, LingeringCalls Lingering);
