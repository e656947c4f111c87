namespace Campaigns;

/// <summary>
/// The protocol for a contact: ordered steps and exit rules. Immutable and versioned: a job keeps the version it was enrolled with until
/// <see cref="ICampaignClient.MigrateAsync"/> moves it.
/// </summary>
public sealed record ContactProtocol
{
    /// <summary>The maximum number of consecutive contact steps, without a delay or another step between them: 15.</summary>
    public const int MaxGroup = 15;

    /// <summary>The steps, in order. 1 to 100.</summary>
    public required IReadOnlyList<CampaignStep> Steps { get; init; }

    /// <summary>The rules that end the protocol early. Null, the default, for calls: the job ends with its last step.</summary>
    public ExitRules? Exit { get; init; }

    /// <summary>
    /// Returns all problems of the protocol, each with the field, the value and the remedy. Empty if the protocol is valid.
    /// </summary>
    public IReadOnlyList<string> Validate() => FindProblems().List;

    /// <summary>
    /// Returns what is valid but may not be intended: contact steps that no path reaches before the expiry, and steps that no path reaches
    /// at all. Such steps are accepted and never sent. Empty if <see cref="Validate"/> finds problems.
    /// </summary>
    public IReadOnlyList<string> Warnings() => Validate().Count == 0 ? ProtocolCheck.FindWarnings(this) : [];

    internal Problems FindProblems()
    {
        var problems = new Problems();
        new ProtocolCheck(this, problems).Run();
        return problems;
    }
}
