using Campaigns.Engine;

namespace Campaigns.Orleans.Client.Wire;

/// <summary>An answer as bytes: one byte that says what it is, and JSON.</summary>
internal static class ShardAnswer
{
    private const byte Ok = 0;
    private const byte Failed = 1;

    public static byte[] Write<T>(T answer) => [Ok, .. ShardJson.Write(answer)];

    public static byte[] WriteError(Exception error) => [Failed, .. ShardJson.Write(ShardError.Of(error))];

    /// <summary>The answer to a member that this silo does not know. A newer one may know it.</summary>
    public static byte[] WriteUnknown(string member) => [Failed, .. ShardJson.Write(new ShardError(
        ErrorKind.UnknownMember, $"The shard does not know the request {member}: the client is newer. Update all silos.")
        { Error = CampaignError.Invalid })];

    /// <summary>Reads the answer, or throws the error that the shard has thrown.</summary>
    public static T Read<T>(byte[] answer, CancellationToken cancellationToken) => answer[0] == Ok
        ? ShardJson.Read<T>(answer.AsSpan(1))
        : throw ShardJson.Read<ShardError>(answer.AsSpan(1)).ToException(cancellationToken);

    /// <summary>
    /// Whether the answer comes from an engine that is not the owner now. True: it was stopping, and the request may have taken effect.
    /// False: it did not take the request. Null: it is the owner.
    /// </summary>
    public static bool? IsAway(byte[] answer)
    {
        if (answer[0] == Ok)
        {
            return null;
        }

        var error = ShardJson.Read<ShardError>(answer.AsSpan(1));
        return error.Kind != ErrorKind.Campaign ? null : error.Error switch
        {
            CampaignError.NotStarted => false,
            CampaignError.Stopped or CampaignError.Faulted => true,
            _ => null,
        };
    }

    /// <summary>
    /// Whether a later try may succeed: the engine was no owner any more, its store had failed, the request was withdrawn, or a newer silo
    /// understands it.
    /// </summary>
    public static bool IsTransient(byte[] answer)
    {
        if (answer[0] == Ok)
        {
            return false;
        }

        var error = ShardJson.Read<ShardError>(answer.AsSpan(1));
        return error.Kind is ErrorKind.Canceled or ErrorKind.UnknownMember || (error.Kind == ErrorKind.Campaign
            && error.Error is CampaignError.NotStarted or CampaignError.Stopped or CampaignError.Faulted or CampaignError.StoreFailed);
    }

    /// <summary>The kind of error that the answer tells, without text that may name a person; null for none.</summary>
    public static string? ErrorOf(byte[] answer)
    {
        if (answer[0] == Ok)
        {
            return null;
        }

        var error = ShardJson.Read<ShardError>(answer.AsSpan(1));
        return error.Kind == ErrorKind.Campaign ? error.Error.ToString() : error.Kind.ToString();
    }
}

/// <summary>The kinds of errors that arrive as what they were.</summary>
internal enum ErrorKind
{
    Campaign,
    Argument,
    ArgumentNull,
    ArgumentOutOfRange,
    Canceled,
    UnknownMember,
}

/// <summary>An error as data.</summary>
internal sealed record ShardError(ErrorKind Kind, string Message)
{
    public CampaignError Error { get; init; }

    public IReadOnlyList<string> Problems { get; init; } = [];

    public string? Parameter { get; init; }

    public string? Actual { get; init; }

    public static ShardError Of(Exception error) => error switch
    {
        CampaignException refused => new(ErrorKind.Campaign, refused.Message) { Error = refused.Error, Problems = refused.Problems },
        ArgumentOutOfRangeException range => OfArgument(ErrorKind.ArgumentOutOfRange,
            range) with { Actual = range.ActualValue?.ToString() },
        ArgumentNullException missing => OfArgument(ErrorKind.ArgumentNull, missing),
        ArgumentException argument => OfArgument(ErrorKind.Argument, argument),
        OperationCanceledException => new(ErrorKind.Canceled, error.Message),
        _ => new(ErrorKind.Campaign, $"The shard failed. The cause: {Redaction.Describe(error)}.") { Error = CampaignError.StoreFailed },
    };

    public Exception ToException(CancellationToken cancellationToken) => Kind switch
    {
        ErrorKind.Argument => new ArgumentException(Message, Parameter),
        ErrorKind.ArgumentNull => new ArgumentNullException(Parameter, Message),
        ErrorKind.ArgumentOutOfRange => Actual is null
            ? new ArgumentOutOfRangeException(Parameter, Message)
            : new ArgumentOutOfRangeException(Parameter, Actual, Message),
        ErrorKind.Canceled => new OperationCanceledException(Message, cancellationToken),
        _ => new CampaignException(Error, Message) { Problems = Problems },
    };

    /// <summary>The exception adds the parameter to its message, and will do so again.</summary>
    private static ShardError OfArgument(ErrorKind kind, ArgumentException error)
    {
        var added = error.ParamName is { Length: > 0 } name ? error.Message.IndexOf($" (Parameter '{name}')", StringComparison.Ordinal)
            : -1;
        return new(kind, added < 0 ? error.Message : error.Message[..added]) { Parameter = error.ParamName };
    }
}
