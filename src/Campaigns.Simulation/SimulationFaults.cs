namespace Campaigns.Simulation;

/// <summary>
/// How often what goes wrong in a simulation. Shares are probabilities, 0 to 1. Everything is 0 by default, so
/// <c>new SimulationFaults { Crash = 0.1 }</c> is a run with crashes alone.
/// </summary>
public sealed record SimulationFaults
{
    /// <summary>No faults at all.</summary>
    public static SimulationFaults None { get; } = new();

    /// <summary>A call of the store fails and has no effect. Of each call.</summary>
    public double StoreFailsBefore { get; init; }

    /// <summary>A call of the store takes effect and fails all the same: its result is unknown. Of each call.</summary>
    public double StoreFailsAfter { get; init; }

    /// <summary>A call of the store never returns; half of them take effect. Of each call.</summary>
    public double StoreHangs { get; init; }

    /// <summary>A call of the store takes up to three seconds. Of each call.</summary>
    public double StoreIsSlow { get; init; }

    /// <summary>The store goes down, or becomes read-only, for up to some minutes. Of each disturbance.</summary>
    public double StoreOutage { get; init; }

    /// <summary>The store opens held, as one does that has lost its newest commits; it has lost none. Of each opening.</summary>
    public double StoreOpensHeld { get; init; }

    /// <summary>The process dies: now, in a call of the store, while it dispatches, or at any await soon. Of each disturbance.</summary>
    public double Crash { get; init; }

    /// <summary>The engine is stopped gracefully and a new one is started. Of each disturbance.</summary>
    public double Restart { get; init; }

    /// <summary>The process stands still for up to some minutes. Of each disturbance.</summary>
    public double ProcessPause { get; init; }

    /// <summary>The wall clock jumps, up to two hours back or forward. Of each disturbance.</summary>
    public double ClockJump { get; init; }

    /// <summary>A dispatch throws; half of these calls were placed. Of each dispatch.</summary>
    public double DispatchThrows { get; init; }

    /// <summary>A dispatch never answers; half of these calls were placed. Of each dispatch.</summary>
    public double DispatchHangs { get; init; }

    /// <summary>A provider says for certain that it placed nothing. Of each dispatch.</summary>
    public double NotPlaced { get; init; }

    /// <summary>A provider asks to be left alone for a while. Of each dispatch.</summary>
    public double Throttle { get; init; }

    /// <summary>The callback of an accepted attempt is lost. Of each callback.</summary>
    public double CallbackLost { get; init; }

    /// <summary>A callback comes twice. Of each callback.</summary>
    public double CallbackDoubled { get; init; }

    /// <summary>A second callback says something else, before or after the true one. Of each callback.</summary>
    public double CallbackContradicts { get; init; }

    /// <summary>A callback comes before the dispatch has returned. Of each callback.</summary>
    public double CallbackEarly { get; init; }

    /// <summary>A callback comes after the attempt's deadline. Of each callback.</summary>
    public double CallbackLate { get; init; }

    /// <summary>A report about nobody's call, or in another provider's name, comes along. Of each callback.</summary>
    public double CallbackStrays { get; init; }

    /// <summary>A provider takes nothing for up to an hour: it refuses, throws or hangs. Of each disturbance.</summary>
    public double ProviderOutage { get; init; }

    /// <summary>All callbacks of a provider are lost for up to an hour. Of each disturbance.</summary>
    public double ProviderMute { get; init; }

    /// <summary>A look-up, or an abort, fails, hangs or finds nothing. Of each.</summary>
    public double LookUpFails { get; init; }

    /// <summary>A request of a host: pause, cancel, change, suppress and the like, at an awkward moment. Of each disturbance.</summary>
    public double Commands { get; init; }

    /// <summary>Code of the host, its strategy, routers, randomness or logging, throws. Of each call.</summary>
    public double HostCode { get; init; }

    /// <summary>Some of everything, often.</summary>
    public static SimulationFaults Everything { get; } = new()
    {
        StoreFailsBefore = 0.004,
        StoreFailsAfter = 0.004,
        StoreHangs = 0.001,
        StoreIsSlow = 0.02,
        StoreOutage = 0.03,
        Crash = 0.1,
        Restart = 0.04,
        ProcessPause = 0.06,
        ClockJump = 0.06,
        DispatchThrows = 0.01,
        DispatchHangs = 0.01,
        NotPlaced = 0.04,
        Throttle = 0.005,
        CallbackLost = 0.03,
        CallbackDoubled = 0.1,
        CallbackContradicts = 0.08,
        CallbackEarly = 0.1,
        CallbackLate = 0.03,
        CallbackStrays = 0.03,
        ProviderOutage = 0.04,
        ProviderMute = 0.03,
        LookUpFails = 0.3,
        Commands = 0.7,
        HostCode = 0.03,
        StoreOpensHeld = 0.05,
    };

    /// <summary>A random part of everything, drawn by the seed: what one fault hides another run shows.</summary>
    /// <param name="random">What draws.</param>
    internal static SimulationFaults Swarm(Random random)
    {
        var all = Everything;
        double Draw(double share) => random.Next(3) == 0 ? 0 : share * random.Next(1, 4) / 2;
        return new SimulationFaults
        {
            StoreFailsBefore = Draw(all.StoreFailsBefore),
            StoreFailsAfter = Draw(all.StoreFailsAfter),
            StoreHangs = Draw(all.StoreHangs),
            StoreIsSlow = Draw(all.StoreIsSlow),
            StoreOutage = Draw(all.StoreOutage),
            Crash = Draw(all.Crash),
            Restart = Draw(all.Restart),
            ProcessPause = Draw(all.ProcessPause),
            ClockJump = Draw(all.ClockJump),
            DispatchThrows = Draw(all.DispatchThrows),
            DispatchHangs = Draw(all.DispatchHangs),
            NotPlaced = Draw(all.NotPlaced),
            Throttle = Draw(all.Throttle),
            CallbackLost = Draw(all.CallbackLost),
            CallbackDoubled = Draw(all.CallbackDoubled),
            CallbackContradicts = Draw(all.CallbackContradicts),
            CallbackEarly = Draw(all.CallbackEarly),
            CallbackLate = Draw(all.CallbackLate),
            CallbackStrays = Draw(all.CallbackStrays),
            ProviderOutage = Draw(all.ProviderOutage),
            ProviderMute = Draw(all.ProviderMute),
            LookUpFails = Draw(all.LookUpFails),
            Commands = Draw(all.Commands),
            HostCode = Draw(all.HostCode),
            StoreOpensHeld = Draw(all.StoreOpensHeld), // last: what is drawn before stays as it was
        };
    }
}
