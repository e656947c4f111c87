using Campaigns.Scheduling;

namespace Campaigns.Tests.Structures;

/// <summary>The table of live attempts beside a plain list.</summary>
public class LiveTableTests
{
    private const int CallIds = 40;
    private static readonly TimeSpan[] Timeouts = [TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(300)];
    private readonly LiveTable _table = new();
    private readonly Dictionary<int, Expected> _expected = [];
    private readonly ProviderEntry[] _providers = [Provider("voice-1"), Provider("voice-2")];

    [Theory, Trait("Category", "Sweep")]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Every_attempt_keeps_its_slot_its_deadline_and_its_call_id(int seed)
    {
        var random = new Random(seed);
        for (long step = 1; step <= 1_500; step++)
        {
            var mono = step * TimeSpan.TicksPerSecond;
            var isAdded = _expected.Count == 0 || random.Next(100) < (step / 150 % 2 == 0 ? 60 : 40);
            var slot = isAdded ? Add(step, random) : _expected.Keys.ElementAt(random.Next(_expected.Count));
            Change(slot, mono, random);
            Compare(slot, mono);
        }
    }

    private int Add(long job, Random random)
    {
        var slot = _table.Add(new LiveAttempt { JobId = job, Number = 1, Provider = _providers[random.Next(2)] });
        Assert.True(_expected.TryAdd(slot, new Expected(job)), $"slot {slot} was given away twice");
        return slot;
    }

    private void Change(int slot, long mono, Random random)
    {
        switch (random.Next(6))
        {
            case 0:
                _table.Free(slot);
                _expected.Remove(slot);
                break;
            case 1:
                _table.ClearDeadline(slot);
                _expected[slot] = _expected[slot] with { Deadline = null };
                break;
            case 2:
                var callId = $"call-{random.Next(CallIds)}"; // a provider may give the id of another call by mistake
                _table.SetCall(slot, callId);
                Rename(slot, callId);
                break;
            default:
                var timeout = Timeouts[random.Next(Timeouts.Length)];
                _table.SetDeadline(slot, timeout, mono);
                _expected[slot] = _expected[slot] with { Deadline = mono + timeout.Ticks };
                break;
        }
    }

    /// <summary>The newest attempt with a call id is found by it.</summary>
    private void Rename(int slot, string callId)
    {
        foreach (var other in _expected.Keys.Where(other => IsSameProvider(other, slot) && _expected[other].Call == callId).ToList())
        {
            _expected[other] = _expected[other] with { Call = null };
        }

        _expected[slot] = _expected[slot] with { Call = callId };
    }

    private bool IsSameProvider(int one, int other) => _table[one].Provider == _table[other].Provider;

    private void Compare(int slot, long mono)
    {
        Assert.Equal(_expected.Count, _table.Count);
        Assert.Equal(_expected.ContainsKey(slot), _expected.TryGetValue(slot, out var kept) && _table.Holds(slot, kept.Job, 1));
        Assert.Equal(_expected.Values.Min(attempt => attempt.Deadline) ?? long.MaxValue, _table.NextDeadline);
        CompareCalls(callId: $"call-{mono / TimeSpan.TicksPerSecond % CallIds}");
        while (_table.TryTakeOverdue(mono, out var overdue))
        {
            Assert.InRange(_expected[overdue].Deadline!.Value, 0, mono);
            _expected[overdue] = _expected[overdue] with { Deadline = null };
        }

        Assert.DoesNotContain(_expected.Values, attempt => attempt.Deadline <= mono);
        Assert.Equal(_expected.Keys.Order(), _table.All);
    }

    private void CompareCalls(string callId)
    {
        foreach (var provider in _providers)
        {
            var named = _expected.Keys.Where(slot => _table[slot].Provider == provider && _expected[slot].Call == callId);
            Assert.Equal(named.DefaultIfEmpty(-1).Single(), _table.FindCall(provider.Name, callId));
        }
    }

    private static ProviderEntry Provider(string name) => new(0, name, "voice", new ProviderOptions());

    private sealed record Expected(long Job)
    {
        public long? Deadline { get; init; }

        public string? Call { get; init; }
    }
}
