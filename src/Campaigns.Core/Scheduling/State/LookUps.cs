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
        var inquiry = new LookUp
        {
            Kind = Request.Query,
            Provider = attempt.Provider,
            Attempt = new AttemptId(state.Stamp, attempt.JobId, attempt.Number),
            Live = live,
            Patience = isLate && timeout > LongestGrace ? LongestGrace : timeout,
        };
        _lookUps[live] = inquiry;
        PaceOf(attempt.Provider).Add(inquiry, state.Now.Mono);
    }

    /// <summary>Begins to ask which attempt a call belongs to. A report about the call is kept.</summary>
    public void Resolve(string provider, string callId)
    {
        if (!_resolutions.ContainsKey((provider, callId)) && state.Providers.Find(entry => entry.Name == provider) is { } entry)
        {
            var inquiry = new LookUp { Kind = Request.Resolve, Provider = entry, CallId = callId };
            _resolutions[(provider, callId)] = inquiry;
            PaceOf(entry).Add(inquiry, Now.After(state.Now.Mono, ResolveAfter));
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

            while (pace.TryTake(state.Now.Mono, out var inquiry))
            {
                if (inquiry.Kind == Request.Query || state.Unmatched.Holds(provider.Name, inquiry.CallId!))
                {
                    Ask(inquiry, pace);
                }
                else
                {
                    _resolutions.Remove((provider.Name, inquiry.CallId!)); // the attempt has become known without an answer
                }
            }
        }
    }

    /// <summary>Starts the time of the questions of this step, which are handed over now.</summary>
    public void HandedOver(long mono)
    {
        foreach (var request in state.Decisions.Requests)
        {
            if (request.Kind is Request.Query or Request.Resolve
                && _asked.TryGetValue((request.Attempt, request.Kind == Request.Resolve ? request.CallId : null), out var inquiry))
            {
                inquiry.Ask(mono);
                if (inquiry is { Live: >= 0, IsOver: false })
                {
                    // Later than the dispatch timeout, at which the call itself is canceled.
                    state.Live.SetDeadline(inquiry.Live, inquiry.Provider.DispatchTimeout * 1.25, mono);
                }
            }
        }
    }

    /// <summary>Whether a live attempt is being looked up.</summary>
    public bool IsLookedUp(int live) => _lookUps.ContainsKey(live);

    /// <summary>Ends the lookup of a live attempt that has ended or has a new deadline.</summary>
    public void Forget(int live)
    {
        if (_lookUps.Remove(live, out var inquiry))
        {
            inquiry.Drop();
        }
    }

    /// <summary>Handles a provider's answer or failure to answer.</summary>
    /// <returns>Whether the answer was expected. False if the store was read again since the question, or the answer came too
    /// late.</returns>
    public bool Hear(in Answer answer)
    {
        if (!_asked.TryGetValue((answer.Attempt, answer.Attempt == default ? answer.Text : null), out var inquiry))
        {
            return false;
        }

        Return(inquiry);
        if (answer.Kind == AnswerKind.LookUpFailed)
        {
            Slow(inquiry, answer.RetryAt);
        }
        else
        {
            PaceOf(inquiry.Provider).Answered();
        }

        if (inquiry.Kind == Request.Resolve)
        {
            Resolved(inquiry, answer);
        }
        else if (inquiry.IsOver && answer.Text is { } name && answer.Kind is AnswerKind.Ended or AnswerKind.StillLive)
        {
            state.Decisions.Ask(new ProviderRequest(Request.Learn, answer.Attempt, -1, inquiry.Provider, name));
        }

        return true;
    }

    /// <summary>Repeats or gives up the lookup of a live attempt that has failed or has taken too long.</summary>
    /// <param name="live">The attempt.</param>
    /// <param name="counts">Whether this counts as a failure.</param>
    /// <returns>The number of failures, at least 1, if the lookup is given up; 0 otherwise.</returns>
    public int Fail(int live, bool counts)
    {
        if (!_lookUps.TryGetValue(live, out var inquiry))
        {
            return 0;
        }

        if (inquiry.IsAsked)
        {
            Return(inquiry);
            PaceOf(inquiry.Provider).Failed(inquiry, state.Now.Mono);
        }

        if (inquiry.Fail(state.Now.Mono, counts))
        {
            return Math.Max(1, inquiry.Failures);
        }

        state.Live.ClearDeadline(live);
        Again(inquiry);
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

    private void Ask(LookUp inquiry, LookUpPace pace)
    {
        var provider = inquiry.Provider;
        if (_asked.TryGetValue(inquiry.Key, out var before))
        {
            Return(before); // the answer to the earlier question would have the same key
        }

        inquiry.Ask(state.Now.Mono);
        _asked[inquiry.Key] = inquiry;
        pace.Begin();
        var callId = inquiry.Live < 0 ? inquiry.CallId : state.Live[inquiry.Live].CallId;
        state.Decisions.Ask(new ProviderRequest(inquiry.Kind, inquiry.Attempt, inquiry.Live, provider, callId));
    }

    private void Again(LookUp inquiry) =>
        PaceOf(inquiry.Provider).Add(inquiry, Now.After(state.Now.Mono, inquiry.Pause(state.Settings.Random)));

    private void Return(LookUp inquiry)
    {
        inquiry.Return();
        PaceOf(inquiry.Provider).End();
        _asked.Remove(inquiry.Key);
    }

    private void Slow(LookUp inquiry, long retryAt)
    {
        var pace = PaceOf(inquiry.Provider);
        pace.Failed(inquiry, state.Now.Mono);
        if (retryAt != 0)
        {
            pace.LeaveAlone(state.Now.Mono + Math.Clamp(retryAt - state.Now.Wall, TimeSpan.TicksPerSecond / 10, LongestWait));
        }
    }

    private void Resolved(LookUp inquiry, in Answer answer)
    {
        if (answer.Kind == AnswerKind.LookUpFailed && !inquiry.Fail(state.Now.Mono, counts: answer.RetryAt == 0))
        {
            Again(inquiry);
        }
        else
        {
            _resolutions.Remove((inquiry.Provider.Name, inquiry.CallId!));
        }
    }

    /// <summary>Gives up questions that were never answered, even after cancellation, so that waiting questions are not blocked.</summary>
    private void GiveUpLost(ProviderEntry provider, LookUpPace pace)
    {
        var since = state.Now.Mono - (2 * provider.DispatchTimeout.Ticks);
        foreach (var inquiry in _asked.Values.Where(asked => asked.Provider == provider && asked.AskedAt < since).ToList())
        {
            Return(inquiry);
            pace.Failed(inquiry, state.Now.Mono);
            if (inquiry.Kind == Request.Resolve)
            {
                _resolutions.Remove((provider.Name, inquiry.CallId!));
            }
        }
    }
}
