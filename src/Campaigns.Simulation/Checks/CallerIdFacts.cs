using Campaigns.Storage;

namespace Campaigns.Simulation;

/// <summary>The committed facts of a caller id.</summary>
internal sealed class CallerIdFacts(string provider, string number, CallerIdSettings registered)
{
    /// <summary>How long a refused number is out, at least.</summary>
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMinutes(1);

    private long _outUntil = long.MinValue;

    public string Provider => provider;

    public string Number => number;

    public CallerIdSettings Registered => registered;

    public InForce<CallerIdSettings> Settings { get; } = new(registered);

    /// <summary>The number's id in the store; 0 before the number is used or changed.</summary>
    public int Id { get; private set; }

    public QuotaFacts Quotas { get; } = new();

    /// <summary>Attempts that have not ended.</summary>
    public HashSet<AttemptFacts> Live { get; } = [];

    /// <summary>Whether the provider has refused the number since an engine last took over the store.</summary>
    public bool WasRefused { get; private set; }

    /// <summary>The quotas by which the engine counts: those in the settings, and a daily one.</summary>
    public static IReadOnlyList<Quota> Counted(CallerIdSettings settings) => settings.Quotas.Any(quota => quota.Period == QuotaPeriod.Day)
        ? settings.Quotas
        : [.. settings.Quotas, new Quota(int.MaxValue, QuotaPeriod.Day)];

    /// <summary>The attempts of today, by the zone of the daily quota.</summary>
    public long UsedToday(DateTimeOffset wall)
    {
        var day = Counted(Settings.Latest).First(quota => quota.Period == QuotaPeriod.Day);
        return Quotas.Used.GetValueOrDefault((QuotaFacts.NameOf(day), QuotaFacts.PeriodOf(day, wall)));
    }

    /// <summary>Whether the number certainly has room, even after the commit that is judged.</summary>
    public bool HasRoom(DateTimeOffset wall) => Settings.Latest is var settings && settings.Switch != ProviderSwitch.Off && !WasRefused
        && Live.Count < settings.MaxConcurrent && Quotas.HaveRoom(settings.Quotas, wall);

    /// <summary>Whether the number must be out because its provider has refused it.</summary>
    public bool IsOut(long mono) => mono < _outUntil && Settings.Latest.Switch == ProviderSwitch.Automatic;

    /// <summary>Records that an engine has committed the end of an attempt whose provider refused the number.</summary>
    /// <param name="attempt">The attempt.</param>
    /// <param name="recordedAt">
    /// The engine's time when it recorded the end. A step reads the clock once, so an answer that comes while the step waits for the store
    /// is recorded with an earlier time.
    /// </param>
    public void Refused(AttemptFacts attempt, long recordedAt)
    {
        if (attempt.DecidedAt >= _outUntil && attempt.CountsForCallerId)
        {
            var early = Math.Max(0, attempt.RefusedCallerIdAt.Wall - recordedAt);
            _outUntil = attempt.RefusedCallerIdAt.Mono - early + ShortestPause.Ticks;
        }
    }

    /// <summary>Records that the provider gave a refusal, which the engine may learn.</summary>
    public void NoteRefusal() => WasRefused = true;

    /// <summary>Records a committed row. A change by hand ends the pause, and earlier attempts no longer count.</summary>
    public void Commit(CallerIdRow row, long at, long mono)
    {
        _outUntil = Id == 0 && row.Settings is null ? _outUntil : mono;
        Id = row.Id;
        Settings.Commit(at, row.Settings ?? registered);
    }

    /// <summary>Records that an engine has taken over the store. It has forgotten refusals.</summary>
    public void Settle()
    {
        Settings.Settle();
        (_outUntil, WasRefused) = (long.MinValue, false);
    }

    public override string ToString() => $"caller id {number} of {provider}";
}
