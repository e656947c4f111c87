namespace Campaigns.PgFaults;

/// <summary>A way in which a server fails.</summary>
/// <param name="Name">The name for the command line.</param>
/// <param name="RunAsync">Strikes several times under one engine, which must recover from each, and judges the end.</param>
internal sealed record Fault(string Name, Func<FaultServer, int, Task<FaultReport>> RunAsync)
{
    /// <summary>Why it cannot be tried here; null if it can.</summary>
    public string? Missing { get; init; }

    public static IReadOnlyList<Fault> All { get; } =
    [
        .. CutFaults.All, .. ServerFaults.All, .. LockFaults.All, .. AccessFaults.All, .. DiskFaults.All, .. PoolerFaults.All,
        .. ReplicaFaults.All, .. ClockFaults.All,
    ];

    public static bool Exists(string name) => All.Any(fault => fault.Name == name);

    public static Fault Of(string name) => All.Single(fault => fault.Name == name);
}

/// <summary>What a fault did.</summary>
/// <param name="Times">How often it struck.</param>
/// <param name="Verdict">What was found at the end.</param>
/// <param name="Message">What the store told about it; null for nothing.</param>
internal sealed record FaultReport(int Times, StageVerdict Verdict, string? Message);

/// <summary>What the store is to tell about a fault.</summary>
/// <param name="Problem">The problem.</param>
/// <param name="State">The server's SQLSTATE; null for any.</param>
internal sealed record Told(PostgreSqlStoreProblem Problem, string? State = null)
{
    public bool Fits(PostgreSqlStoreException error) =>
        error.Problem == Problem && (State is null || StoreErrors.StateOf(error) == State);
}

/// <summary>Repeats a fault under one engine.</summary>
internal static class Repetition
{
    /// <param name="settings">Where the engine works.</param>
    /// <param name="times">How often the fault strikes.</param>
    /// <param name="told">What the store tells each time; null if it need not notice.</param>
    /// <param name="strikeAsync">Breaks something, and mends it.</param>
    public static async Task<FaultReport> RunAsync(StageSettings settings, int times, Told? told, Func<FaultStage, Task> strikeAsync)
    {
        await using var stage = await FaultStage.StartAsync(settings);
        string? message = null;
        for (var time = 0; time < times; time++)
        {
            await stage.GoOnAsync();
            var before = stage.Errors.Count;
            await strikeAsync(stage);
            await stage.GoOnAsync(); // recovered, without a restart
            var errors = stage.Errors.Since(before);
            var fitting = errors.FirstOrDefault(error => told?.Fits(error) ?? false);
            message = fitting?.Message ?? message;
            if (told is not null && fitting is null)
            {
                var others = string.Join("; ", errors.Select(error => $"{error.Problem} {error.Message}").Distinct());
                throw new InvalidOperationException($"The store told no {told} but: {(others.Length > 0 ? others : "nothing")}");
            }
        }

        await stage.FinishAsync();
        return new FaultReport(times, await StageAudit.JudgeAsync(stage, settings.Server), message);
    }
}
