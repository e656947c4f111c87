using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Campaigns.AspNetCore.Idempotency;

/// <summary>What happens to a request with an idempotency key whose answer was lost in a crash.</summary>
/// <param name="IsSafeToRepeat">Whether a second execution ends in the same state as one.</param>
/// <param name="HowToFindOut">If not, how a caller finds out whether it was executed.</param>
/// <param name="IsStreamed">Whether the handler reads the body as a stream, which is hashed on the way.</param>
internal sealed record IdempotencyRule(bool IsSafeToRepeat, string? HowToFindOut = null, bool IsStreamed = false)
{
    private static readonly IdempotencyRule Unsafe =
        new(false, "Read the state that the request was to change, and send it with a new key only if nothing has changed.");

    private static readonly IdempotencyRule Safe = new(true);

    /// <summary>
    /// The rule of an endpoint that states none. HTTP defines PUT and DELETE as safe to repeat, and a PATCH names the revision that it changes.
    /// </summary>
    public static IdempotencyRule DefaultOf(string method) => HttpMethods.IsPost(method) ? Unsafe : Safe;
}

/// <summary>States the rule of an endpoint.</summary>
internal static class IdempotencyRules
{
    /// <summary>
    /// A second execution ends in the same state: the request sets a state, or names what it creates
    /// (<see cref="IdempotencyFilter.DerivedKey"/>).
    /// </summary>
    public static TBuilder IsSafeToRepeat<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new IdempotencyRule(true));

    /// <summary>Like <see cref="IsSafeToRepeat"/>, for an upload that is larger than memory should hold.</summary>
    public static TBuilder IsSafeToRepeatAsStream<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new IdempotencyRule(true, IsStreamed: true));

    /// <summary>A second execution could do harm. After a crash, the caller is told how to find out what has happened.</summary>
    public static TBuilder OutcomeIsFoundBy<TBuilder>(this TBuilder endpoint, string how)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new IdempotencyRule(false, how));
}
