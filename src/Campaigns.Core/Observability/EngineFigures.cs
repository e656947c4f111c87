using Campaigns.Scheduling;
using Campaigns.Storage;

namespace Campaigns.Observability;

/// <summary>
/// A snapshot of engine figures for other threads. The engine loop writes it after each step, so that no other thread reads the scheduler.
/// Each figure is consistent in itself; two figures may be one step apart.
/// </summary>
internal sealed class EngineFigures(TimeProvider time, Func<int> inboxDepth, IReadOnlyList<ProviderRegistration> providers)
{
    private const int OpenStates = (int)JobState.Live + 1;
    private readonly long[] _jobs = new long[OpenStates];
    private readonly ProviderFigures[] _providers =
        [.. providers.Select(provider => new ProviderFigures(new ProviderLabels(provider.Name, provider.Channel)))];

    private long _steppedAt = Now.Never;
    private long _oldestDue = Now.Never;

    public IReadOnlyList<ProviderFigures> Providers => _providers;

    private long Mono => time.GetElapsedTime(0).Ticks;

    /// <summary>The number of commands that wait for the loop.</summary>
    public int InboxDepth => inboxDepth();

    /// <summary>Sets the due time of the oldest due contact within its hours, in UTC ticks; <see cref="Now.Never"/> for none.</summary>
    public void SetOldestDue(long due) => Volatile.Write(ref _oldestDue, due);

    /// <summary>The number of jobs in a state that is not terminal.</summary>
    public long Jobs(JobState state) => Volatile.Read(ref _jobs[(int)state]);

    /// <summary>Seconds since the last successful step of the loop; null before the first one and after the engine has stopped.</summary>
    public double? StepAge => Volatile.Read(ref _steppedAt) is var at && at < Now.Never ? Seconds(Mono - at) : null;

    /// <summary>Seconds since the oldest due contact within its hours became due.</summary>
    public double OldestDueAge => Seconds(time.GetUtcNow().UtcTicks - Volatile.Read(ref _oldestDue));

    /// <summary>Whether the provider is in use now: not closed after failures, by its own request, or by an operator.</summary>
    public bool IsOpen(ProviderFigures provider) => Mono >= Volatile.Read(ref provider.ClosedUntil);

    /// <summary>Starts with the figures read from the store.</summary>
    public void Load(SchedulerView view)
    {
        for (var counter = 0; counter < OpenStates; counter++)
        {
            Volatile.Write(ref _jobs[counter], view.Sum(counter));
        }
    }

    /// <summary>Applies the changes of a step.</summary>
    public void Step(CommitBatch batch, CommitReceipt receipt)
    {
        foreach (ref readonly var change in batch.Counters)
        {
            if (change.Counter < OpenStates)
            {
                Volatile.Write(ref _jobs[change.Counter], _jobs[change.Counter] + change.Delta);
            }
        }

        var enrolled = batch.NewJobs.Length - receipt.Duplicates.Count;
        Volatile.Write(ref _jobs[(int)JobState.New], _jobs[(int)JobState.New] + enrolled);
    }

    /// <summary>Copies the state of the providers, and records the time of a successful step.</summary>
    public void Stand(SchedulerView view)
    {
        for (var i = 0; i < _providers.Length; i++)
        {
            Volatile.Write(ref _providers[i].Live, view.Providers[i].Live);
            Volatile.Write(ref _providers[i].Dispatching, view.Providers[i].Dispatching);
            Volatile.Write(
                ref _providers[i].ClosedUntil,
                view.Providers[i].Settings.Switch == ProviderSwitch.Off ? Now.Never : view.Providers[i].ClosedUntil);
        }

        Volatile.Write(ref _steppedAt, view.Now.Mono);
    }

    /// <summary>Hides the figures after the engine has stopped.</summary>
    public void Close() => Volatile.Write(ref _steppedAt, Now.Never);

    /// <summary>Converts ticks to seconds. Returns 0 for a negative duration, which a clock that was set back can cause.</summary>
    public static double Seconds(long ticks) => Math.Max(0, ticks) / (double)TimeSpan.TicksPerSecond;
}

/// <summary>The figures of one provider.</summary>
internal sealed class ProviderFigures(ProviderLabels labels)
{
    public int Live;
    public int Dispatching;
    public long ClosedUntil = long.MinValue;

    public ProviderLabels Labels { get; } = labels;
}
