namespace Campaigns.Scheduling;

/// <summary>
/// Handles due jobs without contacting anybody: ends waits, and moves jobs away from an unavailable channel. Each step handles a limited
/// number, so that many due jobs delay no attempt for long.
/// </summary>
internal sealed class DueWaits(
    SchedulerState state, WaitingPlaces places, JobTransitions moves, StepSequencer sequencer, ExclusivityRules exclusives)
{
    private const int MostPerStep = 1_000;

    public void Run()
    {
        for (var left = MostPerStep; left > 0 && state.LanesThatNeedWork.TryPeek(out var lane);)
        {
            if (!places.Lanes.TryTakeForWork(lane, out var slot))
            {
                state.EndWork();
                state.Touched.Add(lane);
                continue;
            }

            left--;
            switch (lane.Kind)
            {
                case WaitingFor.Turn when IsEarly(slot, out var due):
                    places.Parked.Set(slot, due);
                    break;
                case WaitingFor.Turn when sequencer.Begin(slot):
                    sequencer.HandleUnavailable(slot);
                    break;
                case WaitingFor.Turn:
                    break;
                case WaitingFor.Predecessor:
                    exclusives.LookFor(slot);
                    moves.Wait(slot, Now.After(state.Now.Wall, Exclusives.LookAgain));
                    break;
                default:
                    sequencer.Wake(slot);
                    break;
            }
        }
    }

    /// <summary>
    /// Whether a job was taken before its due time on the wall clock. Lanes go by the clock of pauses, which may be ahead.
    /// </summary>
    private bool IsEarly(int slot, out long due)
    {
        ref var job = ref state.Jobs[slot];
        due = job.DueAt(state.Now);
        return job.State == JobState.Waiting && due > state.Now.Wall;
    }
}
