namespace Campaigns;

/// <summary>
/// What is done with a contact: ordered steps and exit rules. Immutable, and versioned: a job keeps the version it was enrolled under until
/// <see cref="ICampaignClient.MigrateAsync"/> moves it.
/// </summary>
public sealed record ContactProtocol
{
    /// <summary>The most contact steps that may follow each other without a delay or another step between them.</summary>
    public const int MaxGroup = 15;

    /// <summary>The steps, in order. 1 to 100.</summary>
    public required IReadOnlyList<CampaignStep> Steps { get; init; }

    /// <summary>When it ends early. Null, the default, for calls: the job ends with its last step.</summary>
    public ExitRules? Exit { get; init; }

    /// <summary>Everything that is wrong with the protocol, each naming field, value and remedy. Empty when it is valid.</summary>
    public IReadOnlyList<string> Validate() => FindProblems().List;

    /// <summary>
    /// What is not wrong but may not be meant: contact steps that no path comes to before the expiry, and steps that nothing leads to. They
    /// are
    /// accepted and never sent. Of a protocol that <see cref="Validate"/> finds problems in, none.
    /// </summary>
    public IReadOnlyList<string> Warnings() => Validate().Count == 0 ? ProtocolCheck.FindWarnings(this) : [];

    internal Problems FindProblems()
    {
        var problems = new Problems();
        new ProtocolCheck(this, problems).Run();
        return problems;
    }
}
