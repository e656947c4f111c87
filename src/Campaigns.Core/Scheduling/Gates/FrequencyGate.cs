namespace Campaigns.Scheduling;

/// <summary>
/// Closed while a contact has had all the attempts that the tenant allows in a time, or is left alone after an attempt or a conversation.
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
            : Verdict.Closed($"{closure.Text}; an attempt that is live counts until it comes to nothing");
    }

    /// <summary>When the caps let the next attempt through, or did, in UTC ticks; 0 when they hold nothing back.</summary>
    public static long OpensAt(in Candidate candidate) => candidate.Tenant.NeedsHistory ? Look(candidate).Opens : 0;

    /// <summary>What closes the gate.</summary>
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

    /// <summary>When the cap lets the next attempt through: when the oldest of the last so many falls out of its days.</summary>
    private static long OpensAt(FrequencyCap cap, long oldest, string zone) => cap.Period == CapPeriod.Rolling
        ? Now.After(oldest, TimeSpan.FromDays(cap.Days))
        : TimeZoneData.StartOfDay(zone, oldest, cap.Days);

    /// <summary>What closes the gate, and until when.</summary>
    internal struct Closure
    {
        /// <summary>The rule that closes it for longest; null when it is open.</summary>
        public string? Text;

        /// <summary>Until when at least, in UTC ticks; 0 when it may open as soon as an attempt ends that is live.</summary>
        public long Until;

        /// <summary>Which of the contact's names a live attempt stands under that closes it; -1 for none.</summary>
        public int Awaited;

        /// <summary>The last instant, past or to come, at which a rule lets the next attempt through, in UTC ticks; 0 for none.</summary>
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
