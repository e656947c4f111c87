namespace Campaigns.Testing;

/// <summary>Draws the plan of an attempt: the outcome, the length of the call, and the faults.</summary>
internal sealed class DrawnPlans(SimulatedProviderOptions options)
{
    private readonly (AttemptOutcome Outcome, int Weight)[] _mix = [.. options.Outcomes.OrderBy(pair => pair.Key).Select(
        pair => (pair.Key, pair.Value))];
    private readonly long _weights = options.Outcomes.Values.Sum(weight => (long)weight);

    /// <param name="request">The attempt.</param>
    /// <param name="nth">The number of this dispatch among the contact's dispatches at this provider, from 1.</param>
    public CallPlan For(in DispatchRequest request, int nth)
    {
        var dice = Dice.For(options.Seed, request, nth);
        var outcome = Draw(ref dice);
        var length = options.CallLength * (1 + (options.Spread * ((2 * dice.Next()) - 1)));
        var fault = dice.Next();
        var plan = CallPlan.Call(request, outcome, length);
        return FaultOf(fault) is { } faulty
            ? faulty.IsPlaced ? Disturbed(plan with { Dispatch = faulty.Dispatch }, ref dice) : faulty
            : Disturbed(plan, ref dice);
    }

    /// <summary>The fault of the dispatch; null for none.</summary>
    private CallPlan? FaultOf(double draw)
    {
        var faults = options.Faults;
        Span<(double Share, DispatchPlan Dispatch, bool IsPlaced)> table =
        [
            (faults.ThrowsBeforePlacing, DispatchPlan.Throws, false),
            (faults.ThrowsAfterPlacing, DispatchPlan.Throws, true),
            (faults.HangsBeforePlacing, DispatchPlan.Hangs, false),
            (faults.HangsAfterPlacing, DispatchPlan.Hangs, true),
            (faults.NotPlaced, DispatchPlan.PlacesNothing, false),
            (faults.Throttled, DispatchPlan.Throttles, false),
        ];
        foreach (var (share, dispatch, isPlaced) in table)
        {
            if (draw <= share)
            {
                return new CallPlan(dispatch, isPlaced);
            }

            draw -= share;
        }

        return null;
    }

    private CallPlan Disturbed(CallPlan plan, ref Dice dice)
    {
        var faults = options.Faults;
        if (dice.Rolls(faults.ReportsEarly))
        {
            plan = plan with
            {
                AnswerAfter = TimeSpan.FromSeconds(1),
                Length = TimeSpan.Zero,
                Reports = [.. plan.Reports.Select(report => report with { After = TimeSpan.Zero, HappensAfter = TimeSpan.Zero })],
            };
        }

        var reports = new List<PlannedReport>();
        foreach (var report in plan.Reports)
        {
            AddDisturbed(reports, report, ref dice);
        }

        var (isCorrected, after, other) = (dice.Rolls(faults.ReportCorrected), dice.Next(), Draw(ref dice));
        if (isCorrected)
        {
            reports.Add(CallPlan.End(other, plan.Length) with { After = plan.Length + (after * faults.ReportDelay) });
            plan = plan with { Outcome = (AttemptOutcome)Math.Max((byte)plan.Outcome, (byte)other) };
        }

        return plan with { Reports = reports };
    }

    private void AddDisturbed(List<PlannedReport> reports, PlannedReport report, ref Dice dice)
    {
        var faults = options.Faults;
        var isLost = dice.Rolls(faults.ReportLost);
        var (isLate, delay) = (dice.Rolls(faults.ReportDelayed), dice.Next() * faults.ReportDelay);
        var (isDoubled, pause) = (dice.Rolls(faults.ReportDoubled), dice.Next() * faults.ReportDelay);
        if (!isLost)
        {
            var delivered = isLate ? report with { After = report.After + delay } : report;
            reports.Add(delivered);
            reports.AddRange(isDoubled ? [delivered with { After = delivered.After + pause }] : []);
        }
    }

    private AttemptOutcome Draw(ref Dice dice)
    {
        var draw = dice.Next() * _weights;
        foreach (var (outcome, weight) in _mix)
        {
            if (draw <= weight)
            {
                return outcome;
            }

            draw -= weight;
        }

        return _mix[^1].Outcome;
    }
}
