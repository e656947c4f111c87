namespace Campaigns.Scheduling;

/// <summary>
/// Closed while a frequency cap of the tenant is used up for a contact, or during the pause after an attempt or a conversation.
/// </summary>
internal sealed class FrequencyGate() : Gate("frequency", GateScope.Job)
{
    private const int MostOnStack = 16;

    public override Verdict Judge(in Candidate candidate)
    {
        if (!candidate.Tenant.NeedsHistory)
        {
            return Verdict.Open;
        }

        var closure = Look(candidate);
        return closure.Text is null ? Verdict.Open
            : closure.Until > 0 ? Verdict.Closed(closure.Text, closure.Until)
            : Verdict.Closed($"{closure.Text}; a live attempt counts unless nothing was placed");
    }

    /// <summary>
    /// The latest instant at which the caps allow, or allowed, the next attempt, in UTC ticks; 0 if no cap holds the attempt back.
    /// </summary>
    public static long OpensAt(in Candidate candidate) => candidate.Tenant.NeedsHistory ? Look(candidate).Opens : 0;

    /// <summary>Finds the rule that closes the gate.</summary>
    public static Closure Look(in Candidate candidate)
    {
        var (closure, rules, history) = (new Closure { Awaited = -1 }, candidate.Tenant.Rules, candidate.Tenant.History);
        var names = candidate.Job.FindPlaces(history, candidate.Address);
        var own = rules.Channel.Length > 0 ? 1 : 0;
        Look(candidate, rules.Channel, names[..own], 0, ref closure);
        Look(candidate, rules.Person, names[own..], own, ref closure);
        return closure;
    }

    private static void Look(in Candidate candidate, FrequencyRule[] rules, ReadOnlySpan<int> names, int first, ref Closure closure)
    {
        if (rules.Length == 0)
        {
            return;
        }

        Span<long> heads = names.Length <= MostOnStack ? stackalloc long[names.Length] : new long[names.Length];
        var walk = candidate.Tenant.History.Walk(names, heads, out var conversation);
        var (count, most, awaited) = (0, FrequencyRules.MostOf(rules), -1);
        foreach (var rule in rules)
        {
            var pause = rule.Cap is null && conversation > 0 ? Now.After(conversation, rule.Pause + rule.CoolDown) : 0;
            closure.Note(candidate.Now.Wall, rule, pause, -1);
        }

        while (count < most && walk.Next(out var at, out var isLive) is >= 0 and var name)
        {
            count++;
            awaited = isLive && awaited < 0 ? first + name : awaited;
            foreach (var rule in rules)
            {
                var opens = rule.Cap is { } cap ? (cap.Attempts == count ? OpensAt(cap, at, candidate.Lane.Zone) : 0)
                    : rule.CoolDown > TimeSpan.Zero ? (isLive ? long.MaxValue : 0)
                    : count == 1 ? Now.After(at, rule.Pause) : 0;
                closure.Note(candidate.Now.Wall, rule, opens, awaited);
            }
        }
    }

    /// <summary>The instant at which a cap allows the next attempt: when the oldest attempt that counts leaves the cap's period.</summary>
    private static long OpensAt(FrequencyCap cap, long oldest, string zone) => cap.Period == CapPeriod.Rolling
        ? Now.After(oldest, TimeSpan.FromDays(cap.Days))
        : TimeZoneData.StartOfDay(zone, oldest, cap.Days);

    /// <summary>The rule that closes the gate, and until when.</summary>
    internal struct Closure
    {
        /// <summary>The rule that keeps the gate closed for longest; null when the gate is open.</summary>
        public string? Text;

        /// <summary>
        /// The earliest instant at which the gate opens, in UTC ticks; 0 when the gate may open as soon as a live attempt ends.
        /// </summary>
        public long Until;

        /// <summary>The index of the contact's name whose live attempt closes the gate; -1 for none.</summary>
        public int Awaited;

        /// <summary>The latest instant, past or future, at which a rule allows the next attempt, in UTC ticks; 0 for none.</summary>
        public long Opens;

        public void Note(long now, FrequencyRule rule, long opens, int awaited)
        {
            Opens = Math.Max(Opens, opens == long.MaxValue ? 0 : opens);
            if (opens <= now || (awaited >= 0 ? Text is not null : opens <= Until))
            {
                return;
            }

            Text = rule.Text;
            (Until, Awaited) = awaited >= 0 ? (0, awaited) : (opens, -1);
        }
    }
}
