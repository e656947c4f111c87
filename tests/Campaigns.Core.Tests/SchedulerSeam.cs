using System.Runtime.CompilerServices;
using Campaigns.Scheduling;

namespace Campaigns.Tests;

/// <summary>The scheduler keeps its state to itself. These tests look into it all the same.</summary>
internal static class SchedulerSeam
{
    extension(Scheduler scheduler)
    {
        public SchedulerState State => StateOf(scheduler);
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_state")]
    private static extern ref SchedulerState StateOf(Scheduler scheduler);
}
