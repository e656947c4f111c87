namespace Campaigns.Scheduling;

/// <summary>
/// The open questions to providers: live attempts whose outcome never came, and reported calls without a known attempt. Each question is
/// repeated until it is answered, at the pace of its provider. Waiting for a turn does not use up its patience.
/// </summary>
internal sealed class LookUps(SchedulerState state)
{
    /// <summary>The maximum patience for the lookup of an accepted attempt past its timeout, even if the timeout was longer.</summary>
    private static readonly TimeSpan LongestGrace = TimeSpan.FromMinutes(5);

    /// <summary>How long a report waits for its call id to become known before the provider is asked.</summary>
    private static readonly TimeSpan ResolveAfter = TimeSpan.FromSeconds(5);

    private static readonly long LongestWait = TimeSpan.TicksPerHour;
    private readonly Dictionary<ProviderEntry, LookUpPace> _paces = [];
    private readonly Dictionary<int, LookUp> _lookUps = [];
    private readonly Dictionary<(string Provider, string CallId), LookUp> _resolutions = [];
    private readonly Dictionary<(AttemptId Attempt, string? CallId), LookUp> _asked = [];

    /// <summary>When the next question may be asked, on the monotonic clock; <see cref="long.MaxValue"/> for none.</summary>
    public long NextAt
    {
        get
        {
            var next = long.MaxValue;
            foreach (var pace in _paces.Values)
            {
                next = Math.Min(next, pace.NextAt);
            }

            return next;
        }
    }

    /// <summary>Begins to look up a live attempt.</summary>
    /// <param name="live">The attempt.</param>
    /// <param name="timeout">The timeout of its outcome.</param>
    public void LookUp(int live, TimeSpan timeout)
    {
        ref var attempt = ref state.Live[live];
        attempt.Ask();
        var isLate = attempt.State >= AttemptState.Accepted; // an accepted attempt has already used up its timeout
        var lookUp = new LookUp
        {
            Kind = Request.Query,
            Provider = attempt.Provider,
            Attempt = new AttemptId(state.Stamp, attempt.JobId, attempt.Number),
            Live = live,
            Patience = isLate && timeout > LongestGrace ? LongestGrace : timeout,
        };
        _lookUps[live] = lookUp;
        PaceOf(attempt.Provider).Add(lookUp, state.Now.Mono);
    }

    /// <summary>Begins to ask which attempt a call belongs to. A report about the call is kept.</summary>
    public void Resolve(string provider, string callId)
    {
        if (!_resolutions.ContainsKey((provider, callId)) && state.Providers.Find(entry => entry.Name == provider) is { } entry)
        {
            var lookUp = new LookUp { Kind = Request.Resolve, Provider = entry, CallId = callId };
            _resolutions[(provider, callId)] = lookUp;
            PaceOf(entry).Add(lookUp, Now.After(state.Now.Mono, ResolveAfter));
        }
    }

    /// <summary>Asks all questions that may be asked now.</summary>
    public void Ask()
    {
        foreach (var (provider, pace) in _paces)
        {
            if (pace.IsFull)
            {
                GiveUpLost(provider, pace);
            }

            while (pace.TryTake(state.Now.Mono, out var lookUp))
            {
                if (lookUp.Kind == Request.Query || state.Unmatched.Holds(provider.Name, lookUp.CallId!))
                {
                    Ask(lookUp, pace);
                }
                else
                {
                    _resolutions.Remove((provider.Name, lookUp.CallId!)); // the attempt has become known without an answer
                }
            }
        }
    }

    /// <summary>Starts the time of the questions of this step, which are handed over now.</summary>
    public void StartClock(long mono)
    {
        foreach (var request in state.Decisions.Requests)
        {
            if (request.Kind is Request.Query or Request.Resolve
                && _asked.TryGetValue((request.Attempt, request.Kind == Request.Resolve ? request.CallId : null), out var lookUp))
            {
                lookUp.Ask(mono);
                if (lookUp is { Live: >= 0, IsOver: false })
                {
                    // Later than the dispatch timeout, at which the call itself is canceled.
                    state.Live.SetDeadline(lookUp.Live, lookUp.Provider.DispatchTimeout * 1.25, mono);
                }
            }
        }
    }

    /// <summary>Whether a live attempt is being looked up.</summary>
    public bool IsLookedUp(int live) => _lookUps.ContainsKey(live);

    /// <summary>Ends the lookup of a live attempt that has ended or has a new deadline.</summary>
    public void Forget(int live)
    {
        if (_lookUps.Remove(live, out var lookUp))
        {
            lookUp.Drop();
        }
    }

    /// <summary>Handles a provider's answer or failure to answer.</summary>
    /// <returns>Whether the answer was expected. False if the store was read again since the question, or the answer came too
    /// late.</returns>
    public bool Receive(in Answer answer)
    {
        if (!_asked.TryGetValue((answer.Attempt, answer.Attempt == default ? answer.Text : null), out var lookUp))
        {
            return false;
        }

        Return(lookUp);
        if (answer.Kind == AnswerKind.LookUpFailed)
        {
            Slow(lookUp, answer.RetryAt);
        }
        else
        {
            PaceOf(lookUp.Provider).SpeedUp();
        }

        if (lookUp.Kind == Request.Resolve)
        {
            Resolved(lookUp, answer);
        }
        else if (lookUp.IsOver && answer.Text is { } name && answer.Kind is AnswerKind.Ended or AnswerKind.StillLive)
        {
            state.Decisions.Ask(new ProviderRequest(Request.Learn, answer.Attempt, -1, lookUp.Provider, name));
        }

        return true;
    }

    /// <summary>Repeats or gives up the lookup of a live attempt that has failed or has taken too long.</summary>
    /// <param name="live">The attempt.</param>
    /// <param name="counts">Whether this counts as a failure.</param>
    /// <returns>The number of failures, at least 1, if the lookup is given up; 0 otherwise.</returns>
    public int Fail(int live, bool counts)
    {
        if (!_lookUps.TryGetValue(live, out var lookUp))
        {
            return 0;
        }

        if (lookUp.IsAsked)
        {
            Return(lookUp);
            PaceOf(lookUp.Provider).SlowDown(lookUp, state.Now.Mono);
        }

        if (lookUp.Fail(state.Now.Mono, counts))
        {
            return Math.Max(1, lookUp.Failures);
        }

        state.Live.ClearDeadline(live);
        Again(lookUp);
        return 0;
    }

    private LookUpPace PaceOf(ProviderEntry provider)
    {
        if (!_paces.TryGetValue(provider, out var pace))
        {
            _paces[provider] = pace = new LookUpPace(provider);
        }

        return pace;
    }

    private void Ask(LookUp lookUp, LookUpPace pace)
    {
        var provider = lookUp.Provider;
        if (_asked.TryGetValue(lookUp.Key, out var before))
        {
            Return(before); // the answer to the earlier question would have the same key
        }

        lookUp.Ask(state.Now.Mono);
        _asked[lookUp.Key] = lookUp;
        pace.Begin();
        var callId = lookUp.Live < 0 ? lookUp.CallId : state.Live[lookUp.Live].CallId;
        state.Decisions.Ask(new ProviderRequest(lookUp.Kind, lookUp.Attempt, lookUp.Live, provider, callId));
    }

    private void Again(LookUp lookUp) =>
        PaceOf(lookUp.Provider).Add(lookUp, Now.After(state.Now.Mono, lookUp.Pause(state.Settings.Random)));

    private void Return(LookUp lookUp)
    {
        lookUp.Return();
        PaceOf(lookUp.Provider).End();
        _asked.Remove(lookUp.Key);
    }

    private void Slow(LookUp lookUp, long retryAt)
    {
        var pace = PaceOf(lookUp.Provider);
        pace.SlowDown(lookUp, state.Now.Mono);
        if (retryAt != 0)
        {
            pace.PauseUntil(state.Now.Mono + Math.Clamp(retryAt - state.Now.Wall, TimeSpan.TicksPerSecond / 10, LongestWait));
        }
    }

    private void Resolved(LookUp lookUp, in Answer answer)
    {
        if (answer.Kind == AnswerKind.LookUpFailed && !lookUp.Fail(state.Now.Mono, counts: answer.RetryAt == 0))
        {
            Again(lookUp);
        }
        else
        {
            _resolutions.Remove((lookUp.Provider.Name, lookUp.CallId!));
        }
    }

    /// <summary>Gives up questions that were never answered, even after cancellation, so that waiting questions are not blocked.</summary>
    private void GiveUpLost(ProviderEntry provider, LookUpPace pace)
    {
        var since = state.Now.Mono - (2 * provider.DispatchTimeout.Ticks);
        foreach (var lookUp in _asked.Values.Where(asked => asked.Provider == provider && asked.AskedAt < since).ToList())
        {
            Return(lookUp);
            pace.SlowDown(lookUp, state.Now.Mono);
            if (lookUp.Kind == Request.Resolve)
            {
                _resolutions.Remove((provider.Name, lookUp.CallId!));
            }
        }
    }
}
