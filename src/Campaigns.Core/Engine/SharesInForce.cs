using Campaigns.Scheduling;
using Microsoft.Extensions.Logging;

namespace Campaigns.Engine;

/// <summary>
/// Hands shares of limits to the scheduler, at the start of a step, and tells when they end. The scheduler then decides nothing more, and
/// the send gate holds back what was decided before.
/// </summary>
internal sealed class SharesInForce
{
    private readonly LimitShares _shares;
    private IReadOnlyDictionary<(Storage.LimitScope Scope, string Name), LimitShare>? _inForce;

    private SharesInForce(LimitShares shares, Lease term) => (_shares, Term) = (shares, term);

    /// <summary>When the shares end. They have ended until the first ones are given.</summary>
    public Lease Term { get; }

    public static SharesInForce? Of(LimitShares? shares, TimeProvider engine, Signal wake, ILogger log)
    {
        if (shares is null)
        {
            return null;
        }

        var term = new Lease(shares.Time, engine, wake, log);
        term.Renew(term.Ask(), TimeSpan.Zero);
        shares.Attach(wake.Set);
        return new SharesInForce(shares, term);
    }

    /// <summary>Puts new shares in force, and tells what the engine uses of them.</summary>
    public void Serve(Scheduler scheduler)
    {
        var request = _shares.Take();
        if (request is not null)
        {
            _inForce = request.Shares;
            Term.Renew(new Now(request.Asked.Wall, Clock.Mono(_shares.Time, request.Asked.Timestamp)), request.Lasting);
        }

        scheduler.Shared!.Apply(Term.TimeLeft > TimeSpan.Zero ? _inForce : null);
        request?.Answer.TrySetResult(scheduler.Shared.Read());
    }
}
