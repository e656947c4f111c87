namespace Campaigns.Scheduling;

/// <summary>What an answer about an attempt says about others: about its provider, and about the channel of its tenant.</summary>
internal sealed class AnswerNews(SchedulerState state, ChannelDesk channels)
{
    /// <summary>What an attempt ends with whose answer tells no outcome.</summary>
    public static Outcome OutcomeOf(AnswerKind kind) => kind switch
    {
        AnswerKind.Throttled => Outcome.Throttled,
        AnswerKind.NotPlaced or AnswerKind.Unavailable => Outcome.NotPlaced,
        AnswerKind.NotSent => Outcome.NotSent,
        AnswerKind.NotSayable => Outcome.Failed,
        _ => Outcome.Unknown,
    };

    public void Tell(ref LiveAttempt attempt, in Answer answer)
    {
        TellProvider(ref attempt, answer);
        TellChannel(ref attempt, answer);
    }

    /// <summary>What an answer says about its provider.</summary>
    private void TellProvider(ref LiveAttempt attempt, in Answer answer)
    {
        var (provider, now) = (attempt.Provider, state.Now);
        if (answer.Kind == AnswerKind.Accepted || (answer.Kind == AnswerKind.Ended && answer.Outcome.Class() == OutcomeClass.Contact))
        {
            provider.Took();
        }

        switch (answer.Kind)
        {
            case AnswerKind.Accepted or AnswerKind.Unavailable:
                provider.Answered(ref attempt.Mark, now.Mono); // that one tenant's account is not to be used says nothing of it
                break;
            case AnswerKind.Ended when answer.Outcome.Class() == OutcomeClass.Contact: // a failed look-up is no good news
                provider.Heard(ref attempt.Mark, now.Mono, attempt.HoldsCredit);
                break;
            case AnswerKind.Ended when answer.Outcome == Outcome.Unknown && attempt.HoldsCredit:
                provider.Failed(ref attempt.Mark, now.Mono, "it does not know what became of the attempt");
                break;
            case AnswerKind.Ended when answer.Outcome == Outcome.Unknown && attempt.State >= AttemptState.Accepted:
                provider.Lost(ref attempt.Mark, now.Mono);
                break;
            case AnswerKind.NotSent:
                provider.NotTried(ref attempt.Mark);
                provider.HeldBack(now.Mono, answer.RetryAt - now.Wall);
                break;
            case AnswerKind.NotPlaced:
                provider.Failed(ref attempt.Mark, now.Mono, "it placed nothing"); // its own words may hold anything
                break;
            case AnswerKind.Failed:
                provider.Failed(ref attempt.Mark, now.Mono, answer.Text!);
                break;
            case AnswerKind.Throttled:
                provider.Answered(ref attempt.Mark, now.Mono);
                provider.Throttle(now.Mono, answer.RetryAt - now.Wall, state.Settings.Random.NextDouble());
                break;
        }
    }

    /// <summary>What an answer says about the channel of its tenant.</summary>
    private void TellChannel(ref LiveAttempt attempt, in Answer answer)
    {
        ref var job = ref state.Jobs[attempt.Job];
        var (tenant, route) = (job.Lane.Campaign.Tenant, job.Lane.Route);
        if (answer.Kind == AnswerKind.Unavailable)
        {
            if (!route.IsOpen(state.Now.Mono, job.Refused | route.BitOf(attempt.Provider))) // otherwise another provider may have an account
            {
                channels.Fail(tenant.Channel(route), ref attempt.ChannelMark, answer.Text ?? "the provider gave no reason");
            }
        }
        else if (answer.Kind is AnswerKind.Accepted or AnswerKind.Ended && tenant.FindChannel(route) is { } channel)
        {
            channels.Answered(channel, ref attempt.ChannelMark);
        }
    }
}
