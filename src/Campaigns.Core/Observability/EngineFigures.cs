using Campaigns.Scheduling;
using Campaigns.Storage;

namespace Campaigns.Observability;

/// <summary>
/// How the engine stands, as other threads may read it: written by the loop after each step, so that nobody else ever looks into the
/// scheduler. Each figure is true by itself; two of them may be a step apart.
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

    /// <summary>Commands that wait to be taken by the loop.</summary>
    public int InboxDepth => inboxDepth();

    /// <summary>Sets when the first contact of those within their hours was due, in UTC ticks; <see cref="Now.Never"/> for nobody.</summary>
    public void SetOldestDue(long due) => Volatile.Write(ref _oldestDue, due);

    /// <summary>Jobs in a state that is not terminal.</summary>
    public long Jobs(JobState state) => Volatile.Read(ref _jobs[(int)state]);

    /// <summary>How long ago the loop ended its last good step; null before its first.</summary>
    public double? StepAge => Volatile.Read(ref _steppedAt) is var at && at < Now.Never ? Seconds(Mono - at) : null;

    /// <summary>How long the first contact of those within their hours has been due.</summary>
    public double OldestDueAge => Seconds(time.GetUtcNow().UtcTicks - Volatile.Read(ref _oldestDue));

    /// <summary>Whether the provider is not left alone now: after failures, at its own wish, or at an operator's.</summary>
    public bool IsOpen(ProviderFigures provider) => Mono >= Volatile.Read(ref provider.ClosedUntil);

    /// <summary>Begins with what was read from the store.</summary>
    public void Load(SchedulerView view)
    {
        for (var counter = 0; counter < OpenStates; counter++)
        {
            Volatile.Write(ref _jobs[counter], view.Sum(counter));
        }
    }

    /// <summary>Takes over what a step has changed.</summary>
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

    /// <summary>Takes over where the providers stand, and notes that the loop is well.</summary>
    public void Stand(SchedulerView view)
    {
        for (var i = 0; i < _providers.Length; i++)
        {
            Volatile.Write(ref _providers[i].Live, view.Providers[i].Live);
            Volatile.Write(ref _providers[i].Dispatching, view.Providers[i].Dispatching);
            Volatile.Write(ref _providers[i].ClosedUntil, view.Providers[i].Settings.Switch == ProviderSwitch.Off ? Now.Never : view.Providers[i].ClosedUntil);
        }

        Volatile.Write(ref _steppedAt, view.Now.Mono);
    }

    /// <summary>The engine has stopped: there is nothing more to read.</summary>
    public void Close() => Volatile.Write(ref _steppedAt, Now.Never);

    /// <summary>Ticks in seconds; a time that a clock set back made negative counts as none.</summary>
    public static double Seconds(long ticks) => Math.Max(0, ticks) / (double)TimeSpan.TicksPerSecond;
}

/// <summary>How one provider stands.</summary>
internal sealed class ProviderFigures(ProviderLabels labels)
{
    public int Live;
    public int Dispatching;
    public long ClosedUntil = long.MinValue;

    public ProviderLabels Labels { get; } = labels;
}
