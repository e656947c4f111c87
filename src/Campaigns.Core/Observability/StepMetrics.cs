using Campaigns.Scheduling;

namespace Campaigns.Observability;

/// <summary>
/// Turns the ends and reports of a committed step into metrics. Counts are added once per step, regardless of the number of attempts.
/// </summary>
internal sealed class StepMetrics(Instruments instruments, IReadOnlyList<ProviderFigures> providers)
{
    private readonly int[] _ends = new int[(providers.Count + 1) * AttemptOutcomes.Count];
    private readonly ProviderLabels[] _labels =
    [
        new("unregistered", "unknown"), // the provider of an attempt from an earlier process
        .. providers.Select(provider => provider.Labels),
    ];

    public void Add(ReadOnlySpan<AttemptEnd> ends)
    {
        foreach (var end in ends)
        {
            Note(end);
        }

        for (var i = 0; ends.Length > 0 && i < _ends.Length; i++)
        {
            if (_ends[i] > 0)
            {
                var (labels, outcome) = (_labels[i / AttemptOutcomes.Count], (AttemptOutcome)(i % AttemptOutcomes.Count));
                instruments.Attempts.Add(_ends[i], labels.Channel, labels.Provider, new(Labels.Outcome, Labels.Of(outcome)));
                _ends[i] = 0;
            }
        }
    }

    public void Add(int[] receipts)
    {
        for (var i = 0; i < receipts.Length; i++)
        {
            if (receipts[i] > 0)
            {
                instruments.Reports.Add(receipts[i], new KeyValuePair<string, object?>(Labels.Receipt, Labels.Of((ReportReceipt)i)));
            }
        }
    }

    private void Note(in AttemptEnd end)
    {
        var labels = _labels[end.Provider.Index + 1];
        var outcome = new KeyValuePair<string, object?>(Labels.Outcome, Labels.Of(end.Outcome));
        _ends[((end.Provider.Index + 1) * AttemptOutcomes.Count) + (int)end.Outcome]++;
        instruments.AttemptDuration.Record(EngineFigures.Seconds(end.Duration), labels.Channel, labels.Provider, outcome);
        if (end.Outcome == AttemptOutcome.NotSent)
        {
            instruments.NotSent.Add(1, new KeyValuePair<string, object?>(Labels.Reason, end.Note));
        }
    }
}
