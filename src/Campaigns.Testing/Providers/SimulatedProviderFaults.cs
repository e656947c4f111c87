namespace Campaigns.Testing;

/// <summary>
/// How often what goes wrong at a simulated provider. Shares are probabilities, 0 to 1; everything is 0 by default. Those of a dispatch
/// exclude each other, so together they make up 1 at most.
/// </summary>
public sealed record SimulatedProviderFaults
{
    /// <summary>A dispatch throws, and nothing was placed. Of each dispatch.</summary>
    public double ThrowsBeforePlacing { get; init; }

    /// <summary>A dispatch throws, but the call was placed. Of each dispatch.</summary>
    public double ThrowsAfterPlacing { get; init; }

    /// <summary>A dispatch never returns, and nothing was placed. Of each dispatch.</summary>
    public double HangsBeforePlacing { get; init; }

    /// <summary>A dispatch never returns, but the call was placed. Of each dispatch.</summary>
    public double HangsAfterPlacing { get; init; }

    /// <summary>It says for certain that it placed nothing. Of each dispatch.</summary>
    public double NotPlaced { get; init; }

    /// <summary>It wants to be left alone for <see cref="SimulatedProviderOptions.RetryAfter"/>. Of each dispatch.</summary>
    public double Throttled { get; init; }

    /// <summary>A report never comes. Of each report.</summary>
    public double ReportLost { get; init; }

    /// <summary>A report comes again, up to <see cref="ReportDelay"/> later. Of each report.</summary>
    public double ReportDoubled { get; init; }

    /// <summary>A report comes up to <see cref="ReportDelay"/> late, and so perhaps after one that it should precede. Of each report.</summary>
    public double ReportDelayed { get; init; }

    /// <summary>All reports of a call come at its dispatch, before the answer if that takes time. Of each call.</summary>
    public double ReportsEarly { get; init; }

    /// <summary>The end is reported again within <see cref="ReportDelay"/>, with another outcome. Of each call.</summary>
    public double ReportCorrected { get; init; }

    /// <summary>How late a report can be. 0 to 1 day; 1 minute by default.</summary>
    public TimeSpan ReportDelay { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>A look-up or an abort throws. Of each.</summary>
    public double LookUpThrows { get; init; }

    /// <summary>A look-up or an abort never returns. Of each.</summary>
    public double LookUpHangs { get; init; }

    /// <summary>A look-up cannot say. Of each.</summary>
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
        problems.Require(Array.TrueForAll(shares, share => share is >= -Rounding and <= 1), Field, "a share", "use 0 to 1, those of a dispatch together too");
        var fits = ReportDelay >= TimeSpan.Zero && ReportDelay <= TimeSpan.FromDays(1);
        problems.Require(fits, $"{Field}.{nameof(ReportDelay)}", ReportDelay, "use 0 to 1 day");
    }
}
