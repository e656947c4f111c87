namespace Campaigns.Scheduling;

/// <summary>
/// What providers are asked about: attempts whose outcome never came, and calls that were reported and that no attempt is known by. Each is
/// asked again while it is not answered, at the pace of its provider; how long one waits for its turn costs it nothing.
/// </summary>
internal sealed class LookUps(SchedulerState state)
{
    /// <summary>What an accepted attempt, whose time is over, is looked up for at most, however long that time was.</summary>
    private static readonly TimeSpan LongestGrace = TimeSpan.FromMinutes(5);

    /// <summary>How long a report waits for the call id to come by itself before the provider is asked.</summary>
    private static readonly TimeSpan ResolveAfter = TimeSpan.FromSeconds(5);

    private static readonly long LongestWait = TimeSpan.TicksPerHour;
    private readonly Dictionary<ProviderEntry, LookUpPace> _paces = [];
    private readonly Dictionary<int, LookUp> _lookUps = [];
    private readonly Dictionary<(string Provider, string CallId), LookUp> _resolutions = [];
    private readonly Dictionary<(AttemptId Attempt, string? CallId), LookUp> _asked = [];

    /// <summary>When the next may be asked, on the monotonic clock; <see cref="long.MaxValue"/> for none.</summary>
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

    /// <summary>Begins to look a live attempt up.</summary>
    /// <param name="live">The attempt.</param>
    /// <param name="timeout">How long its outcome has to come.</param>
    public void LookUp(int live, TimeSpan timeout)
    {
        ref var attempt = ref state.Live[live];
        attempt.Ask();
        var isLate = attempt.State >= AttemptState.Accepted; // its time has passed; that of what may have been sent is passing
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

    /// <summary>Begins to ask which attempt a call is of, of which there is a kept report.</summary>
    public void Resolve(string provider, string callId)
    {
        if (!_resolutions.ContainsKey((provider, callId)) && state.Providers.Find(entry => entry.Name == provider) is { } entry)
        {
            var inquiry = new LookUp { Kind = Request.Resolve, Provider = entry, CallId = callId };
            _resolutions[(provider, callId)] = inquiry;
            PaceOf(entry).Add(inquiry, Now.After(state.Now.Mono, ResolveAfter));
        }
    }

    /// <summary>Asks what may be asked now.</summary>
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
                    _resolutions.Remove((provider.Name, inquiry.CallId!)); // its attempt has become known by itself
                }
            }
        }
    }

    /// <summary>What was asked in this step is handed over now: its time begins.</summary>
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
                    // the call itself is told to end before
                    state.Live.SetDeadline(inquiry.Live, inquiry.Provider.DispatchTimeout * 1.25, mono);
                }
            }
        }
    }

    /// <summary>Whether a live attempt is being looked up.</summary>
    public bool IsLookedUp(int live) => _lookUps.ContainsKey(live);

    /// <summary>A live attempt needs no look-up any more: it has ended, or has its time again.</summary>
    public void Forget(int live)
    {
        if (_lookUps.Remove(live, out var inquiry))
        {
            inquiry.Drop();
        }
    }

    /// <summary>Takes note that a provider has answered, or failed to.</summary>
    /// <returns>Whether the answer was awaited: not when the store was read again since, or when it came too late.</returns>
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

    /// <summary>The look-up of a live attempt has failed, or has taken too long: it is repeated, unless it is given up.</summary>
    /// <param name="live">The attempt.</param>
    /// <param name="counts">Whether it counts as failed.</param>
    /// <returns>How often it has failed, if it is given up; 0 if not.</returns>
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
            Return(before); // its answer is the same to this one
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

    /// <summary>Questions that were never answered, not even when they were told to end: what waits must not wait for them.</summary>
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
