using Campaigns.Storage;

namespace Campaigns.Testing;

/// <summary>Commits of many rows, in which some values are alike in all rows. A store may write such rows in another way.</summary>
internal static class LargeCommitCases
{
    private const int Jobs = 60;
    private const int Rounds = 3;

    public static IReadOnlyList<StoreContractCase> All { get; } =
    [
        new("many rows come back as written, if all values are alike", trial => WriteAsync(trial, varying: 0)),
        new("many rows come back as written, if all values differ", trial => WriteAsync(trial, varying: ~0)),
        new("many rows come back as written, if every other value differs", trial => WriteAsync(trial, varying: 0x555)),
        new("many rows come back as written, if the other values differ", trial => WriteAsync(trial, varying: 0xAAA)),
    ];

    /// <param name="trial">The store.</param>
    /// <param name="varying">The values that differ from the second round on, as bits.</param>
    private static async Task WriteAsync(StoreTrial trial, int varying)
    {
        await trial.SetUpAsync();
        await trial.CommitAsync(batch =>
        {
            for (var id = 1; id <= Jobs; id++)
            {
                batch.Enroll(id, 1, Sample.Person(id));
            }
        });
        for (var round = 1; round <= Rounds; round++)
        {
            var values = new Values(round == 1 ? 0 : varying);
            var number = round;
            await WriteAsync(trial, id => (values.Begin(id, number), values.Attempt(id, number)));
            await WriteAsync(trial, id => (values.End(id, number), values.Ended(id, number)));
        }
    }

    private static async Task WriteAsync(StoreTrial trial, Func<long, (JobRow Job, AttemptRow Attempt)> rows)
    {
        await trial.CommitAsync(batch =>
        {
            for (var id = Jobs; id > 0; id--)
            {
                batch.Job(rows(id).Job).Attempt(rows(id).Attempt);
            }
        });
        for (var id = 1; id <= Jobs; id++)
        {
            Claim.Same(rows(id).Job.Show(), (await trial.FindAsync(id))!.Value.Row.Show(), $"job {id}");
            Claim.Same(rows(id).Attempt.Show(), (await trial.ReadAttemptsAsync(id))[^1].Show(), $"the last attempt of job {id}");
        }
    }

    /// <summary>Values of rows. Each is the usual one, or another for every third job if it differs.</summary>
    private readonly struct Values(int varying)
    {
        private readonly int _varying = varying;

        public JobRow Begin(long id, int number) => new()
        {
            Id = id, Lane = 1, State = JobState.Live, Number = number, Tries = (short)number, Due = 7 + Any(0, id), Began = 3 + Any(1, id),
        };

        public AttemptRow Attempt(long id, int number) => Sample.Attempt(id, number) with
        {
            Provider = Any(2, id) > 0 ? "voice-2" : "voice-1", CallerId = Any(3, id) > 0 ? "+15550001" : null,
        };

        public JobRow End(long id, int number) => Begin(id, number) with
        {
            State = JobState.Waiting, Due = 9 + Any(4, id), LastOutcome = Any(5, id) > 0 ? AttemptOutcome.NoAnswer : AttemptOutcome.Busy,
            Since = Any(6, id), PendingActions = (ushort)Any(7, id),
        };

        public AttemptRow Ended(long id, int number) => Attempt(id, number) with
        {
            State = AttemptState.Ended, Outcome = End(id, number).LastOutcome, EndedAt = 2_000 + Any(8, id),
            ProviderCallId = Any(9, id) > 0 ? $"call {id} {number}" : null, Note = Any(10, id) > 0 ? "a note" : null,
            ContentHash = Any(11, id),
        };

        private long Any(int value, long id) => (_varying >> value & 1) != 0 && id % 3 == 0 ? id : 0;
    }
}
