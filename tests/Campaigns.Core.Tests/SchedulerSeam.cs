using System.Runtime.CompilerServices;
using Campaigns.Scheduling;

namespace Campaigns.Tests;

/// <summary>Gives these tests access to the scheduler's private state.</summary>
internal static class SchedulerSeam
{
    extension(Scheduler scheduler)
    {
        public SchedulerState State => StateOf(scheduler);
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_state")]
    private static extern ref SchedulerState StateOf(Scheduler scheduler);
}
