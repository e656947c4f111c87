namespace Campaigns.PgFaults;

/// <summary>The clock of the engine is an hour fast, then an hour slow. A second engine, whose clock is right, must not get the
/// shard.</summary>
internal static class ClockFaults
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    public static IReadOnlyList<Fault> All { get; } = [new Fault("clock-wrong", RunAsync)];

    private static async Task<FaultReport> RunAsync(FaultServer servers, int times)
    {
        var time = new ShiftedTime();
        var settings = await servers.NewStageAsync(options => options.LeaseTime = TimeSpan.FromSeconds(1)) with { Time = time };
        return await Repetition.RunAsync(settings, times, new Told(PostgreSqlStoreProblem.Held), async stage =>
        {
            foreach (var shift in new[] { Hour, -Hour, TimeSpan.Zero })
            {
                time.Shift = shift;
                await stage.GoOnAsync();
                await RequireHeldAsync(settings);
            }
        });
    }

    private static async Task RequireHeldAsync(StageSettings settings)
    {
        await using var other = new PostgreSqlJobStore(settings.Connection, settings.Configure);
        try
        {
            await other.OpenAsync(DateTimeOffset.UtcNow, CancellationToken.None);
        }
        catch (PostgreSqlStoreException error) when (error.Problem == PostgreSqlStoreProblem.Held)
        {
            return;
        }

        throw new InvalidOperationException("A second engine has taken the shard while the first one worked.");
    }

    /// <summary>A wall clock that is wrong.</summary>
    private sealed class ShiftedTime : TimeProvider
    {
        private long _shift;

        public TimeSpan Shift
        {
            get => TimeSpan.FromTicks(Interlocked.Read(ref _shift));
            set => Interlocked.Exchange(ref _shift, value.Ticks);
        }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Shift;
    }
}
