using BenchmarkDotNet.Attributes;
using Campaigns.Storage;

namespace Campaigns.Benchmarks.Micro;

/// <summary>
/// Commits of the memory store: attempts that begin, attempts that end, and enrolled jobs. Measures time and memory per operation.
/// </summary>
[MemoryDiagnoser]
public class CommitBenchmarks
{
    private const int Jobs = 100_000;
    private const int BatchSize = 1_000;
    private readonly CommitBatch _batch = new();
    private MemoryJobStore _store = new();

    [IterationSetup(Targets = [nameof(AttemptsThatBeginAndEnd)])]
    public void SetupJobs()
    {
        SetupLane();
        EnrollJobs();
    }

    [IterationSetup(Targets = [nameof(EnrollJobs)])]
    public void SetupLane()
    {
        _store = new MemoryJobStore();
        _batch.Clear();
        _batch.Seal(Complete(_store.OpenAsync(DateTimeOffset.UnixEpoch, CancellationToken.None)).Epoch, default);
        _batch.Write(new LaneRow(1, new CampaignId(1), "Etc/UTC", Channels.Voice));
        Commit();
    }

    [Benchmark(OperationsPerInvoke = Jobs)]
    public void EnrollJobs()
    {
        for (var first = 1; first <= Jobs; first += BatchSize)
        {
            for (var i = first; i < first + BatchSize; i++)
            {
                _batch.Write(
                    new JobRecord(new JobRow { Id = i, Lane = 1, State = JobState.New }, Engine.People.One(i, "Etc/UTC")));
            }

            Commit();
        }
    }

    /// <summary>
    /// Makes two commits per attempt, as the engine does: one for the intent, one for the outcome and the job's next state.
    /// </summary>
    [Benchmark(OperationsPerInvoke = Jobs)]
    public void AttemptsThatBeginAndEnd()
    {
        for (var first = 1; first <= Jobs; first += BatchSize)
        {
            Write(first, JobState.Live, AttemptState.Sending, AttemptOutcome.None);
            Write(first, JobState.Waiting, AttemptState.Ended, AttemptOutcome.NoAnswer);
        }
    }

    private void Write(int first, JobState job, AttemptState attempt, AttemptOutcome outcome)
    {
        for (var i = first; i < first + BatchSize; i++)
        {
            _batch.Write(new JobRow { Id = i, Lane = 1, State = job, Number = 1, LastOutcome = outcome });
            _batch.Write(
                new AttemptRow { Job = i, Number = 1, Try = 1, State = attempt, Outcome = outcome, Provider = "voice-1" });
        }

        _batch.Write(new CounterDelta(1, Counter.Of(job), BatchSize));
        Commit();
    }

    private void Commit()
    {
        Complete(_store.CommitAsync(_batch, CancellationToken.None));
        _batch.Clear();
    }

    /// <summary>The memory store completes synchronously.</summary>
    private static T Complete<T>(ValueTask<T> call) =>
        call.IsCompleted ? call.GetAwaiter().GetResult() : throw new InvalidOperationException();
}
