namespace Campaigns.Scheduling;

/// <summary>Applies what an answer about an attempt says about the provider, the tenant's account and the tenant's channel.</summary>
internal sealed class AnswerNews(SchedulerState state, ChannelAvailability channels)
{
    /// <summary>The outcome of an attempt whose answer contains no outcome.</summary>
    public static AttemptOutcome OutcomeOf(AnswerKind kind) => kind switch
    {
        AnswerKind.Throttled or AnswerKind.ProviderThrottled or AnswerKind.Deferred => AttemptOutcome.Throttled,
        AnswerKind.NotPlaced or AnswerKind.Unavailable or AnswerKind.Down or AnswerKind.CallerIdRefused => AttemptOutcome.NotPlaced,
        AnswerKind.Unreachable => AttemptOutcome.Invalid,
        AnswerKind.NotSent or AnswerKind.PutOff or AnswerKind.Denied => AttemptOutcome.NotSent,
        AnswerKind.NotSayable => AttemptOutcome.Failed,
        _ => AttemptOutcome.Unknown,
    };

    /// <summary>The earliest time for the contact's next attempt.</summary>
    public static RetryConstraint ConstraintOf(in Answer answer) => new(
        answer.Kind is AnswerKind.Deferred or AnswerKind.PutOff ? Math.Max(1, answer.RetryAt) : 0,
        answer.Kind is AnswerKind.Down or AnswerKind.Unavailable,
        answer.Kind is AnswerKind.CallerIdRefused);

    public void Apply(ref LiveAttempt attempt, in Answer answer)
    {
        ApplyToProvider(ref attempt, answer);
        ApplyToChannel(ref attempt, answer);
        ApplyToAccount(ref attempt, answer);
        ApplyToCallerId(ref attempt, answer);
    }

    /// <summary>Applies what a reported outcome says about the provider and the tenant's account.</summary>
    public void Apply(ref LiveAttempt attempt, AttemptOutcome reported)
    {
        switch (reported)
        {
            case AttemptOutcome.NotPlaced:
                attempt.RecordRefusal();
                ApplyToAccount(ref attempt, new Answer(default, -1, AnswerKind.NotPlaced));
                break;
            case AttemptOutcome.Throttled:
                // Without an instant, the throttle starts at one second and grows.
                ApplyToAccount(ref attempt, new Answer(default, -1, AnswerKind.Throttled));
                break;
            default:
                attempt.RecordOutcome(state.Now.Mono, isAnswer: false);
                ApplyToAccount(ref attempt, new Answer(default, -1, AnswerKind.Ended, reported));
                break;
        }
    }

    /// <summary>Applies what an answer says about the tenant's account at the provider.</summary>
    private void ApplyToAccount(ref LiveAttempt attempt, in Answer answer)
    {
        var (tenant, route) = (state.Jobs[attempt.Job].Lane.Campaign.Tenant, state.Jobs[attempt.Job].Lane.Route);
        if (attempt.Provider.Place < 0 || attempt.Provider.Channel != route.Channel)
        {
            return; // the provider is no longer registered
        }

        if (answer.IsLookUp && answer.Outcome == AttemptOutcome.NotPlaced && attempt.State < AttemptState.Accepted)
        {
            if (tenant.FindChannel(route)?.FindAccount(attempt.Provider) is { } account)
            {
                attempt.ReleaseMark(account);
            }

            return; // the request may never have reached the provider, so nobody was refused
        }

        switch (answer.Kind)
        {
            case AnswerKind.NotPlaced:
            case AnswerKind.Ended when answer.Outcome == AttemptOutcome.NotPlaced:
                channels.RecordRefusal(ref attempt, tenant.Channel(route));
                break;
            case AnswerKind.Throttled:
                channels.Throttle(ref attempt, tenant.Channel(route), answer.RetryAt - state.Now.Wall);
                break;
            case AnswerKind.NotSent when answer.IsTenant:
                channels.HoldBack(ref attempt, tenant.Channel(route), answer.RetryAt - state.Now.Wall);
                break;
            case AnswerKind.Accepted or AnswerKind.Deferred or AnswerKind.Unreachable:
            case AnswerKind.Ended when answer.Outcome.IsOfContact():
                if (tenant.FindChannel(route) is { } channel)
                {
                    channels.RecordAcceptance(ref attempt, channel, hasEnded: answer.Kind != AnswerKind.Accepted);
                }

                break;
        }
    }

    /// <summary>Applies what an answer says about the caller id.</summary>
    private void ApplyToCallerId(ref LiveAttempt attempt, in Answer answer)
    {
        if (answer.Kind == AnswerKind.CallerIdRefused)
        {
            attempt.RecordCallerIdRefusal(state.Now.Mono);
        }
        else if (answer.Kind == AnswerKind.Accepted || (answer.Kind == AnswerKind.Ended && answer.Outcome.IsOfContact()))
        {
            attempt.RecordCallerIdAnswer(state.Now.Mono);
        }
    }

    /// <summary>Applies what an answer says about the provider.</summary>
    private void ApplyToProvider(ref LiveAttempt attempt, in Answer answer)
    {
        var (provider, now) = (attempt.Provider, state.Now);
        switch (answer.Kind)
        {
            case AnswerKind.Accepted or AnswerKind.Unreachable:
                provider.RecordAcceptance();
                attempt.RecordAnswer(now.Mono);
                break;
            case AnswerKind.Unavailable or AnswerKind.Deferred or AnswerKind.Throttled or AnswerKind.CallerIdRefused:
                attempt.RecordAnswer(now.Mono); // the answer concerns one contact, tenant or number, not the provider
                break;
            case AnswerKind.Ended when answer.Outcome.IsOfContact(): // an unknown outcome proves nothing
                provider.RecordAcceptance();
                attempt.RecordOutcome(now.Mono, attempt.HoldsCredit);
                break;
            case AnswerKind.Ended when answer.Outcome == AttemptOutcome.Unknown && attempt.HoldsCredit:
                attempt.RecordFailure(now.Mono, "it does not know the outcome of the attempt");
                break;
            case AnswerKind.Ended when answer.Outcome == AttemptOutcome.Unknown && attempt.State >= AttemptState.Accepted:
                attempt.RecordLoss(now.Mono);
                break;
            case AnswerKind.NotSent:
                attempt.ReleaseMark();
                provider.HoldBack(now.Mono, answer.IsTenant ? 0 : answer.RetryAt - now.Wall);
                break;
            case AnswerKind.NotPlaced:
                attempt.RecordRefusal();
                break;
            case AnswerKind.Down or AnswerKind.Failed: // the provider's own words may contain personal data
                attempt.RecordFailure(now.Mono, answer.Kind == AnswerKind.Down ? "it says that it is down" : answer.Text!);
                break;
            case AnswerKind.ProviderThrottled:
                attempt.RecordAnswer(now.Mono);
                provider.Throttle(now.Mono, answer.RetryAt - now.Wall, state.Settings.Random.NextDouble());
                break;
        }
    }

    /// <summary>
    /// Whether a message counts as sent although its outcome is unknown: its provider accepted it and has never reported a delivery.
    /// </summary>
    public static bool IsTakenAsSent(in LiveAttempt attempt, in Answer answer) =>
        answer is { IsLookUp: true, Kind: AnswerKind.Ended, Outcome: AttemptOutcome.Unknown }
        && attempt is { State: AttemptState.Accepted, Reported: AttemptOutcome.None }
        && !attempt.Provider.HasReported && attempt.Provider.Channel != Channels.Voice;

    /// <summary>Applies what an answer says about the tenant's channel.</summary>
    private void ApplyToChannel(ref LiveAttempt attempt, in Answer answer)
    {
        ref var job = ref state.Jobs[attempt.Job];
        var (tenant, route) = (job.Lane.Campaign.Tenant, job.Lane.Route);
        if (answer.Kind == AnswerKind.Unavailable)
        {
            // If another provider is open, the tenant may have an account there.
            if (!route.IsOpen(state.Now.Mono, job.Refused.With(attempt.Provider)))
            {
                channels.RecordFailure(tenant.Channel(route), ref attempt, answer.Text ?? "the provider gave no reason");
            }
        }
        else if (answer.Kind is AnswerKind.Accepted or AnswerKind.Ended && tenant.FindChannel(route) is { } channel)
        {
            channels.RecordAnswer(channel, ref attempt);
        }
    }
}
