namespace Campaigns.Simulation;

/// <summary>
/// How often each fault occurs in a simulation. Shares are probabilities from 0 to 1. Default: 0. For example, <c>new SimulationFaults {
/// Crash = 0.1 }</c> is a run with crashes only.
/// </summary>
public sealed record SimulationFaults
{
    /// <summary>No faults.</summary>
    public static SimulationFaults None { get; } = new();

    /// <summary>Share of store calls that fail without taking effect.</summary>
    public double StoreFailsBefore { get; init; }

    /// <summary>Share of store calls that fail after taking effect, so that the caller does not know the result.</summary>
    public double StoreFailsAfter { get; init; }

    /// <summary>Share of store calls that never return. Some of them take effect.</summary>
    public double StoreHangs { get; init; }

    /// <summary>Share of store calls that take up to three seconds.</summary>
    public double StoreIsSlow { get; init; }

    /// <summary>Share of disturbances in which the store goes down, or becomes read-only, for up to five minutes.</summary>
    public double StoreOutage { get; init; }

    /// <summary>Share of store openings that put everything on hold, as after lost commits. No commits are lost.</summary>
    public double StoreOpensHeld { get; init; }

    /// <summary>
    /// Share of disturbances in which the process dies: immediately, in a store call, during a dispatch, or soon at any await.
    /// </summary>
    public double Crash { get; init; }

    /// <summary>Share of disturbances in which the engine stops gracefully and a new one starts.</summary>
    public double Restart { get; init; }

    /// <summary>Share of disturbances in which the process pauses for up to five minutes.</summary>
    public double ProcessPause { get; init; }

    /// <summary>Share of disturbances in which the wall clock jumps back or forward by up to one hour.</summary>
    public double ClockJump { get; init; }

    /// <summary>Share of dispatches that throw. Half of them place the call.</summary>
    public double DispatchThrows { get; init; }

    /// <summary>Share of dispatches that never answer. Half of them place the call.</summary>
    public double DispatchHangs { get; init; }

    /// <summary>Share of dispatches in which the provider reports that it placed nothing.</summary>
    public double NotPlaced { get; init; }

    /// <summary>Share of dispatches that the provider throttles.</summary>
    public double Throttle { get; init; }

    /// <summary>Share of callbacks that are lost.</summary>
    public double CallbackLost { get; init; }

    /// <summary>Share of callbacks that arrive twice.</summary>
    public double CallbackDoubled { get; init; }

    /// <summary>Share of callbacks joined by contradicting callbacks, before or after the true one.</summary>
    public double CallbackContradicts { get; init; }

    /// <summary>Share of callbacks that arrive before the dispatch returns.</summary>
    public double CallbackEarly { get; init; }

    /// <summary>Share of callbacks that arrive after the attempt's deadline.</summary>
    public double CallbackLate { get; init; }

    /// <summary>Share of callbacks joined by a stray report: about an unknown call, or in another provider's or tenant's name.</summary>
    public double CallbackStrays { get; init; }

    /// <summary>Share of disturbances in which a provider accepts nothing for up to an hour: it refuses, throws or hangs.</summary>
    public double ProviderOutage { get; init; }

    /// <summary>Share of disturbances in which all callbacks of a provider are lost for up to an hour.</summary>
    public double ProviderMute { get; init; }

    /// <summary>Share of lookups and aborts that fail, hang or find nothing.</summary>
    public double LookUpFails { get; init; }

    /// <summary>Share of disturbances with a request of the host at an awkward moment, such as pause, cancel, change or suppress.</summary>
    public double Commands { get; init; }

    /// <summary>Share of calls to host code (strategy, routers, randomness, logging) that throw.</summary>
    public double HostCode { get; init; }

    /// <summary>All faults, often.</summary>
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

    /// <summary>
    /// Draws a random subset of all faults from the seed. Faults can hide each other, so different runs use different subsets.
    /// </summary>
    /// <param name="random">The source of randomness.</param>
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
            StoreOpensHeld = Draw(all.StoreOpensHeld), // last, so that earlier draws stay the same
        };
    }
}
