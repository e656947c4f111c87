namespace Campaigns.Testing;

/// <summary>
/// How often each fault occurs at a simulated provider. Shares are probabilities from 0 to 1. Default: 0. Dispatch faults exclude each
/// other, so their sum is at most 1.
/// </summary>
public sealed record SimulatedProviderFaults
{
    /// <summary>Share of dispatches that throw without placing the call.</summary>
    public double ThrowsBeforePlacing { get; init; }

    /// <summary>Share of dispatches that throw after placing the call.</summary>
    public double ThrowsAfterPlacing { get; init; }

    /// <summary>Share of dispatches that never return and place no call.</summary>
    public double HangsBeforePlacing { get; init; }

    /// <summary>Share of dispatches that never return but place the call.</summary>
    public double HangsAfterPlacing { get; init; }

    /// <summary>Share of dispatches that report that they placed nothing.</summary>
    public double NotPlaced { get; init; }

    /// <summary>Share of dispatches that are throttled for <see cref="SimulatedProviderOptions.RetryAfter"/>.</summary>
    public double Throttled { get; init; }

    /// <summary>Share of reports that are never sent.</summary>
    public double ReportLost { get; init; }

    /// <summary>Share of reports that are sent again, up to <see cref="ReportDelay"/> later.</summary>
    public double ReportDoubled { get; init; }

    /// <summary>Share of reports that are up to <see cref="ReportDelay"/> late, and so may arrive out of order.</summary>
    public double ReportDelayed { get; init; }

    /// <summary>Share of calls whose reports are all sent at the dispatch, before its answer if the answer takes time.</summary>
    public double ReportsEarly { get; init; }

    /// <summary>Share of calls whose end is reported again within <see cref="ReportDelay"/>, with a newly drawn outcome.</summary>
    public double ReportCorrected { get; init; }

    /// <summary>The longest delay of a report. 0 to 1 day. Default: 1 minute.</summary>
    public TimeSpan ReportDelay { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Share of lookups and aborts that throw.</summary>
    public double LookUpThrows { get; init; }

    /// <summary>Share of lookups and aborts that never return.</summary>
    public double LookUpHangs { get; init; }

    /// <summary>Share of lookups that cannot say.</summary>
    public double LookUpFindsNothing { get; init; }

    private double OfDispatch => ThrowsBeforePlacing + ThrowsAfterPlacing + HangsBeforePlacing + HangsAfterPlacing + NotPlaced + Throttled;

    internal void AddProblems(Problems problems)
    {
        const string Field = nameof(SimulatedProviderOptions.Faults);
        const double Rounding = 1e-9;
        double[] shares =
        [
            ThrowsBeforePlacing, ThrowsAfterPlacing, HangsBeforePlacing, HangsAfterPlacing, NotPlaced, Throttled, OfDispatch - Rounding, ReportLost,
            ReportDoubled, ReportDelayed, ReportsEarly, ReportCorrected, LookUpThrows, LookUpHangs, LookUpFindsNothing,
        ];
        problems.Require(Array.TrueForAll(shares, share => share is >= -Rounding and <= 1), Field, "a share", "use 0 to 1, and at most 1 for the sum of the dispatch shares");
        var fits = ReportDelay >= TimeSpan.Zero && ReportDelay <= TimeSpan.FromDays(1);
        problems.Require(fits, $"{Field}.{nameof(ReportDelay)}", ReportDelay, "use 0 to 1 day");
    }
}
