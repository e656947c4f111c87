using Campaigns.Scheduling;

namespace Campaigns.Engine;

/// <summary>Asks a provider about an attempt or a call, and answers the scheduler whatever happens.</summary>
internal sealed class Questions(IProvider provider, Inbox inbox, CallNews news)
{
    public Task AskAsync(ProviderRequest request, CancellationToken cancellationToken) => request.Kind switch
    {
        Request.Abort => AbortAsync(request, cancellationToken),
        Request.Resolve => ResolveAsync(request.CallId!, cancellationToken),
        Request.Learn => news.TellAsync(new ProviderReport(request.Attempt, AttemptState.Accepted), request.CallId!),
        _ => LookUpAsync(request, cancellationToken),
    };

    /// <summary>
    /// A look-up that begins late, after a pause of the process, would outlast its deadline. The scheduler then asks again, and two would
    /// be under way at once, so the late one is not made.
    /// </summary>
    public Task AskInTimeAsync(
        ProviderRequest request, TimeSpan handedOverAgo, ProviderOptions options, CancellationToken cancellationToken) =>
        request.Kind == Request.Query && handedOverAgo > options.DispatchTimeout / 8
            ? Task.CompletedTask
            : AskAsync(request, cancellationToken);

    private async Task AbortAsync(ProviderRequest request, CancellationToken cancellationToken)
    {
        var answer = new Answer(request.Attempt, request.Live, AnswerKind.Ended, AttemptOutcome.Aborted, request.CallId);
        try
        {
            await provider.AbortAsync(request.Attempt, request.CallId, cancellationToken);
        }
        catch (Exception)
        {
            // it goes on; its outcome or its deadline ends it
            answer = answer with { Kind = AnswerKind.WasSent, Outcome = AttemptOutcome.Unknown };
        }

        Post(answer);
    }

    private async Task LookUpAsync(ProviderRequest request, CancellationToken cancellationToken)
    {
        Answer answer;
        try
        {
            answer = Of(request, await provider.QueryAsync(request.Attempt, request.CallId, cancellationToken));
        }
        catch (Exception error)
        {
            answer = Failure(request, $"the look-up failed: {error.GetType().Name}");
        }

        Post(answer);
    }

    private async Task ResolveAsync(string callId, CancellationToken cancellationToken)
    {
        var answer = new Answer(default, -1, AnswerKind.Resolved, Text: callId) { IsInquiry = true };
        try
        {
            if (await provider.ResolveAsync(callId, cancellationToken) is { } attempt)
            {
                _ = news.TellAsync(new ProviderReport(attempt, AttemptState.Accepted), callId);
            }
        }
        catch (Exception)
        {
            answer = answer with { Kind = AnswerKind.LookUpFailed };
        }

        Post(answer);
    }

    private static Answer Of(ProviderRequest request, LookUpResult found)
    {
        var told = TextLimits.CallId(found.CallId);
        var callId = told ?? request.CallId;
        var answer = found.Answer switch
        {
            LookUpAnswer.Live => new Answer(request.Attempt, request.Live, AnswerKind.StillLive, Text: told),
            LookUpAnswer.Ended => Answers.Of(request.Attempt, request.Live, found.Outcome, callId),
            LookUpAnswer.NotPlaced or LookUpAnswer.CannotSay =>
                new Answer(request.Attempt, request.Live, AnswerKind.Ended, found.Outcome, request.CallId),
            LookUpAnswer.AskAgain =>
                Failure(request, "the provider answers no look-up") with { RetryAt = Math.Max(1, found.AskAt.UtcTicks) },
            _ => Failure(request, "the look-up returned an empty result"),
        };
        return answer with { IsInquiry = true, Raw = TextLimits.Cut(found.Raw) };
    }

    private static Answer Failure(ProviderRequest request, string reason) =>
        new(request.Attempt, request.Live, AnswerKind.LookUpFailed, Text: reason) { IsInquiry = true };

    private void Post(Answer answer) => inbox.Post(new ReadOnlySpan<Answer>(in answer));
}
