namespace Campaigns.Benchmarks.LiveCalls;

/// <summary>The reports of calls: three per call. One call in five reports out of order, and one in five repeats a report.</summary>
internal static class CallScript
{
    private const long Rings = 2_000;
    private const long Answers = 8_000;

    /// <summary>The events of a call, in milliseconds after its start.</summary>
    public static ReadOnlySpan<(long After, CallEventKind Kind)> Of(int call, long end) => (call % 10) switch
    {
        0 => new[] { (Rings, CallEventKind.Answered), (Answers, CallEventKind.Ringing), (end, CallEventKind.Ended) },
        1 => new[] { (Answers, CallEventKind.Answered), (end, CallEventKind.Ended), (end + 200, CallEventKind.Ringing) },
        2 => new[] { (Rings, CallEventKind.Ringing), (Answers, CallEventKind.Answered), (end, CallEventKind.Ended),
            (end + 300, CallEventKind.EndedAgain) },
        3 => new[] { (Rings, CallEventKind.Ringing), (Answers, CallEventKind.Answered), (Answers + 50, CallEventKind.Answered),
            (end, CallEventKind.Ended) },
        _ => new[] { (Rings, CallEventKind.Ringing), (Answers, CallEventKind.Answered), (end, CallEventKind.Ended) },
    };

    /// <summary>The provider's own status text.</summary>
    public static string WordFor(CallEventKind kind) => kind switch
    {
        CallEventKind.Ringing => "ringing",
        CallEventKind.Answered => "in-progress",
        _ => "completed",
    };
}
