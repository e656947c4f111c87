namespace Campaigns.Simulation;

/// <summary>Judges the attempts sent to providers: limits, the switch, and that a failing provider receives only probes.</summary>
internal sealed class ProviderCheck(Judge judge)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    /// <summary>Longer than the breaker's window and its longest pause. After this time without a send, failures are forgotten.</summary>
    private static readonly TimeSpan FailuresForgotten = new CircuitBreakerOptions().SamplingDuration + TimeSpan.FromMinutes(1);

    /// <summary>Judges a committed intent against the latest settings.</summary>
    public void Decided(AttemptFacts attempt)
    {
        var provider = judge.Books.Providers[attempt.Row.Provider];
        var settings = provider.Settings.Latest;
        judge.Require(
            provider.Live.Count <= settings.MaxConcurrent,
            3,
            () => $"{attempt} makes {provider.Live.Count} live attempts; the cap of {provider} is {settings.MaxConcurrent}");
        judge.Require(settings.Switch != ProviderSwitch.Off, 8, () => $"{attempt} was decided for {provider}, which is off");
        judge.Require(provider.Channel == attempt.Channel, 1, () => $"{attempt} was decided for {provider}, which belongs to another channel");
    }

    /// <summary>Judges a send against all settings that may be in force.</summary>
    public void Sent(AttemptFacts attempt)
    {
        var provider = judge.Books.Providers[attempt.Row.Provider];
        judge.Require(
            provider.Settings.Any(settings => settings.Switch != ProviderSwitch.Off), 8,
            () => $"{attempt} was sent to {provider}, which is off");
        var live = provider.Live.Count(other => other.SentAt >= 0);
        judge.Require(
            provider.Settings.Any(settings => live < settings.MaxConcurrent), 3,
            () => $"{attempt} was sent while {live} others are live, the cap of {provider}");
        provider.Sends.Lost(judge.Clock.LostAt);
        if (!provider.Settings.Agree(settings => settings.Rate))
        {
            provider.Sends.Forget();
        }
        else
        {
            var rate = provider.Settings.Latest.Rate;
            judge.Require(
                provider.Sends.Send(judge.Kernel.Mono, rate), 3,
                () => $"{attempt} was sent too close behind others for the rate of {provider}, {rate}");
        }

        WhileDown(provider);
    }

    /// <summary>
    /// While every dispatch fails, the breaker admits the first failures, attempts already being dispatched, and then its probes.
    /// </summary>
    private void WhileDown(ProviderFacts provider)
    {
        var (sizes, mono) = (judge.Plan.Sizes, judge.Kernel.Mono);
        var noticed = provider.DownSince + (2 * sizes.DispatchTimeout.Ticks); // until then, earlier answers may still arrive
        if (provider.DownSince < 0 || mono < noticed || provider.CircuitRequests > 0
            || provider.Settings.Any(settings => settings.Switch != ProviderSwitch.Automatic))
        {
            provider.SentWhileDown.Clear();
            return;
        }

        var sent = provider.SentWhileDown;
        var untilBroken = sizes.BreakerFailures + (2 * sizes.MaxDispatching);
        if (sent is [.., var last] && mono - last > FailuresForgotten.Ticks && sent.Count <= untilBroken)
        {
            sent.Clear(); // the breaker may not have opened, and starts counting again
        }

        if (!HadEnoughFailures(sent))
        {
            sent.RemoveAll(before => mono - before > FailuresForgotten.Ticks);
        }

        sent.Add(mono);
        var most = untilBroken + (sizes.BreakerProbes * (Rounds(mono - provider.DownSince) + 1));
        judge.Require(
            sent.Count <= most,
            3,
            () => $"{provider} has been down since {TimeSpan.FromTicks(provider.DownSince)} and received {sent.Count} attempts; its breaker allows {most}");
        var together = sizes.BreakerProbes == 1 ? 1 : 2 * sizes.BreakerProbes; // a slow commit may combine the probes of two rounds
        judge.Require(
            sent.Count <= untilBroken + together || mono - sent[^(together + 1)] >= sizes.BreakerPause.Ticks,
            3,
            () => $"{provider} has been down since {TimeSpan.FromTicks(provider.DownSince)} and was probed by more than {sizes.BreakerProbes} attempts in a pause");
    }

    /// <summary>
    /// Whether so many attempts were sent within the breaker's window that it must have opened. If each takes long to fail, they never are.
    /// </summary>
    private bool HadEnoughFailures(List<long> sent)
    {
        var (sizes, enough) = (judge.Plan.Sizes, judge.Plan.Sizes.BreakerFailures);
        var window = new CircuitBreakerOptions().SamplingDuration - (sizes.DispatchTimeout * 9 / 8) - judge.Plan.Rules.LatestAnswer;
        return Enumerable.Range(0, Math.Max(0, sent.Count - enough + 1)).Any(i => sent[i + enough - 1] - sent[i] <= window.Ticks);
    }

    /// <summary>The number of probe rounds in a time, with doubling pauses.</summary>
    private int Rounds(long time)
    {
        var (rounds, pause) = (0, judge.Plan.Sizes.BreakerPause.Ticks);
        for (; time >= 0; time -= pause, rounds++)
        {
            pause = rounds == 0 ? pause : Math.Min(2 * pause, LongestPause.Ticks);
        }

        return rounds;
    }
}
