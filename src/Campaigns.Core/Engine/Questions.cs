using Campaigns.Scheduling;

namespace Campaigns.Engine;

/// <summary>Asks a provider about an attempt or a call, and reports back to the scheduler even if the provider fails.</summary>
internal sealed class Questions(IProvider provider, Inbox inbox, CallNews news, TimeProvider time)
{
    public Task AskAsync(ProviderRequest request, CancellationToken cancellationToken) => request.Kind switch
    {
        Request.Abort => AbortAsync(request, cancellationToken),
        Request.Resolve => ResolveAsync(request.CallId!, cancellationToken),
        Request.Learn => news.TellAsync(new ProviderReport(request.Attempt, AttemptState.Accepted), request.CallId!),
        _ => LookUpAsync(request, cancellationToken),
    };

    /// <summary>
    /// Asks the provider, unless a lookup would begin too late, such as after the process was suspended. A late lookup would outlast its
    /// deadline, and the scheduler would start a second one meanwhile.
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
            // the attempt continues until its outcome or its deadline ends it
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
            answer = Failure(request, $"the lookup failed: {error.GetType().Name}");
        }

        Post(answer);
    }

    private async Task ResolveAsync(string callId, CancellationToken cancellationToken)
    {
        var answer = new Answer(default, -1, AnswerKind.Resolved, Text: callId) { IsLookUp = true };
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

    private Answer Of(ProviderRequest request, LookUpResult found)
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
                Failure(request, "the provider does not answer lookups") with { RetryAt = Math.Max(1, found.AskAt.UtcTicks) },
            _ => Failure(request, "the lookup returned an empty result"),
        };
        return answer with
        {
            IsLookUp = true, Raw = TextLimits.Cut(found.Raw), AttemptResult = found.AttemptResult?.Checked(time.GetUtcNow()),
        };
    }

    private static Answer Failure(ProviderRequest request, string reason) =>
        new(request.Attempt, request.Live, AnswerKind.LookUpFailed, Text: reason) { IsLookUp = true };

    private void Post(Answer answer) => inbox.Post(new ReadOnlySpan<Answer>(in answer));
}
