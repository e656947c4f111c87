namespace Campaigns.Http;

/// <summary>What a callback came to. Exactly one of <see cref="Report"/> and <see cref="Problems"/> says something.</summary>
public sealed record HttpCallback
{
    internal HttpCallback(int statusCode, ProviderReport? report, IReadOnlyList<string> problems) =>
        (StatusCode, Report, Problems) = (statusCode, report, problems);

    /// <summary>The report, for <see cref="ICampaignReports.ReportAsync"/>; null if the callback was refused.</summary>
    public ProviderReport? Report { get; }

    /// <summary>Why the callback was refused, one sentence each; empty if it was not.</summary>
    public IReadOnlyList<string> Problems { get; }

    /// <summary>
    /// The HTTP status to answer: 200, but only after the report is committed; 401 for a wrong signature; 400 for a body that is not valid;
    /// 413 for a body over 64 KB.
    /// </summary>
    public int StatusCode { get; }

    /// <summary>Returns the status, without any value of the callback.</summary>
    public override string ToString() => $"callback: {StatusCode}, {Problems.Count} problem(s)";
}
