namespace Campaigns.Orleans.Quotas;

/// <summary>
/// Decides how many units of each cap each shard should have: what it wants if that fits, and otherwise by the weights of the tenants with
/// work, so that tenants share fairly over all shards. Only decides; the ledger makes sure that the sum fits. What is here may be lost.
/// </summary>
internal sealed class QuotaDivision
{
    /// <summary>
    /// How long a unit stays where it is before it takes a turn elsewhere, when there are fewer units than shards that want one.
    /// </summary>
    private static readonly double Turn = TimeSpan.FromSeconds(1).Ticks;

    private readonly Dictionary<string, Dictionary<int, Member>> _caps = new(StringComparer.Ordinal);
    private readonly HashSet<int> _heard = [];

    /// <summary>Notes what a shard wants.</summary>
    public void Note(QuotaReport report)
    {
        _heard.Add(report.Shard);
        var names = report.Caps.Select(cap => cap.Cap).ToHashSet();
        foreach (var (_, members) in _caps.Where(cap => !names.Contains(cap.Key)))
        {
            members.Remove(report.Shard);
        }

        foreach (var cap in report.Caps)
        {
            if (!_caps.TryGetValue(cap.Cap, out var members))
            {
                _caps[cap.Cap] = members = [];
            }

            if (!members.TryGetValue(report.Shard, out var member))
            {
                members[report.Shard] = member = new Member(report.Shard);
            }

            member.Note(cap);
        }
    }

    /// <summary>
    /// Sets the totals as the settings of the living shards say: down at once, and up when all of them say so. A cap that no shard has any
    /// longer is removed.
    /// </summary>
    public void SetTotals(QuotaLedger ledger, long now)
    {
        var isHeardOfAll = ledger.Shards.All(shard => shard.Value.Until <= now || _heard.Contains(shard.Key));
        foreach (var (name, cap) in ledger.Caps.ToList())
        {
            var told = Living(name, ledger, now).Select(member => member.Total).DefaultIfEmpty(CapLedger.Unbounded).Min();
            if (told < cap.Total || isHeardOfAll)
            {
                cap.SetTotal(told);
            }

            if (cap.Total == CapLedger.Unbounded && isHeardOfAll)
            {
                ledger.Caps.Remove(name);
                _caps.Remove(name);
            }
        }
    }

    /// <summary>The units that each living shard should have.</summary>
    public IReadOnlyDictionary<int, long> Divide(CapLedger cap, QuotaLedger ledger, long now)
    {
        var members = Living(cap.Name, ledger, now).ToList();
        var living = members.Select(member => member.Shard).ToHashSet();
        var others = cap.Units.Where(held => held.Value < CapLedger.Unbounded && !living.Contains(held.Key)).Sum(held => held.Value);
        var capacity = Math.Max(0, cap.Total - others);
        Age(members, cap, now);
        var left = Fill(members, capacity, cap);
        if (left > 0)
        {
            // Half of what nobody wants stays free for who wants it first. The other half saves the others a way to the ledger.
            var spare = left / (2 * Math.Max(1, members.Count));
            members.ForEach(member => member.Raise(spare));
        }

        return members.ToDictionary(member => member.Shard, member => member.Target);
    }

    private IEnumerable<Member> Living(string name, QuotaLedger ledger, long now) =>
        _caps.TryGetValue(name, out var members) ? members.Values.Where(member => ledger.IsAlive(member.Shard, now)) : [];

    private static void Age(List<Member> members, CapLedger cap, long now)
    {
        var active = members.Where(member => member.Wants > 0).ToList();
        var least = active.Where(member => !member.IsNew).Select(member => member.Served).DefaultIfEmpty(0).Min();
        active.ForEach(member => member.Age(cap.Units.GetValueOrDefault(member.Shard), least, now));
    }

    /// <summary>Gives each member what it wants, or its share by weight if that is less.</summary>
    /// <returns>The units that nobody wants.</returns>
    private static long Fill(List<Member> members, long capacity, CapLedger cap)
    {
        var byNeed = members.OrderBy(member => (double)member.Wants / member.Weight).ThenBy(member => member.Shard).ToList();
        var weight = byNeed.Sum(member => (double)member.Weight);
        for (var i = 0; i < byNeed.Count; i++)
        {
            var member = byNeed[i];
            if (member.Wants > capacity * member.Weight / weight)
            {
                Split(byNeed[i..], capacity, weight, cap);
                return 0;
            }

            member.SetTarget(member.Wants);
            capacity -= member.Wants;
            weight -= member.Weight;
        }

        return capacity;
    }

    /// <summary>Splits units among members that want more than their share. What does not divide takes turns.</summary>
    private static void Split(List<Member> members, long capacity, double weight, CapLedger cap)
    {
        var rest = capacity;
        foreach (var member in members)
        {
            member.SetTarget((long)Math.Floor(capacity * member.Weight / weight));
            rest -= member.Target;
        }

        var inTurn = members
            .OrderBy(member => member.TurnKey(cap.Units.GetValueOrDefault(member.Shard), Turn))
            .ThenBy(member => member.Shard);
        foreach (var member in inTurn.Take((int)Math.Min(members.Count, rest)))
        {
            member.Raise(1);
        }
    }

    /// <summary>A shard that uses a cap, or waits for it.</summary>
    private sealed class Member(int shard)
    {
        private long _agedAt = long.MinValue;

        public int Shard => shard;

        public int Total { get; private set; }

        public long Wants { get; private set; }

        public long Weight { get; private set; } = 1;

        public long Target { get; private set; }

        /// <summary>The units held over time, divided by the weight. Who was served least goes first.</summary>
        public double Served { get; private set; }

        public bool IsNew => _agedAt == long.MinValue;

        public void Note(CapUse cap)
        {
            (Total, Wants) = (cap.Total, Math.Min(cap.Wants, cap.Total));
            Weight = Math.Max(1, cap.Weight);
            if (Wants == 0)
            {
                _agedAt = long.MinValue; // it comes back as one that has neither debt nor credit
            }
        }

        public void Age(long units, double least, long now)
        {
            Served = IsNew ? Math.Max(Served, least) : Served + (Math.Min(units, Total) * (double)(now - _agedAt) / Weight);
            _agedAt = now;
        }

        public void SetTarget(long target) => Target = target;

        public void Raise(long by) => Target = Math.Min(Total, Target + by);

        /// <summary>The place in the order of turns. A unit that is in use has its turn first.</summary>
        public double TurnKey(long units, double turn) => units > Target ? Served - (turn / Weight) : Served;
    }
}
