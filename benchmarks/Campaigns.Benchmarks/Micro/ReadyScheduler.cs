using System.Runtime.CompilerServices;
using Campaigns.Scheduling;
using Campaigns.Storage;

namespace Campaigns.Benchmarks.Micro;

/// <summary>A scheduler without an engine, whose running campaigns all have ready contacts.</summary>
internal sealed class ReadyScheduler
{
    private const int Tenants = 10;
    private const int ContactsEach = 4;
    private static readonly TenantSettings TenantLimits = new()
    {
        MaxConcurrent = 1_000,
        Rate = RateLimit.PerSecond(1_000_000),
        Window = AllHours(),
        Caps = [new FrequencyCap(3, 7)],
    };

    private readonly MemoryJobStore _store = new();
    private readonly Scheduler _scheduler;

    public ReadyScheduler(ICampaignStrategy strategy, int campaigns, bool limits)
    {
        var settings = new SchedulerSettings(new Random(1), int.MaxValue, 512, strategy, int.MaxValue);
        _scheduler = new Scheduler(settings, [new ProviderEntry(0, "voice-1", Channels.Voice, new ProviderOptions())]);
        var now = new Now(new DateTimeOffset(2026, 10, 22, 12, 0, 0, TimeSpan.Zero).UtcTicks, TimeSpan.TicksPerDay);
        _scheduler.Begin(now);
        _scheduler.Load(Complete(_store.OpenAsync(now.Instant, CancellationToken.None)), new Recovery(1, _ => false, null));
        Commit();

        _scheduler.Begin(now);
        for (var i = 0; i < Tenants && limits; i++)
        {
            _scheduler.Tenants.ChangeSettings($"tenant-{i}", TenantLimits);
            _scheduler.Tenants.LoadHistory(_scheduler.Tenants.NextIncomplete()!, [], null);
            for (var person = 0; person < 500; person++)
            {
                _scheduler.Suppressions.Suppress(Suppression.OfContact($"tenant-{i}", $"gone-{person}"), []);
            }
        }

        for (var i = 0; i < campaigns; i++)
        {
            Start(i, limits);
        }

        Commit();
        _scheduler.Begin(now);
        Fill();
    }

    public SchedulerState State => StateOf(_scheduler);

    public ReadyTree Tree => TreeOf(_scheduler);

    /// <summary>The slot of the job that goes next.</summary>
    public int Next() => Tree.Next(State.Now.Mono)!.Fresh.First;

    /// <summary>Accesses the scheduler's private state.</summary>
    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_state")]
    private static extern ref SchedulerState StateOf(Scheduler scheduler);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_tree")]
    private static extern ref ReadyTree TreeOf(Scheduler scheduler);

    private void Start(int number, bool limits)
    {
        var definition = new CampaignDefinition
        {
            Name = $"Campaign {number}",
            Tenant = $"tenant-{number % Tenants}",
            Steps = [CampaignStep.Call()],
            Priority = new CampaignPriority(number % 3 * 25),
            KeepOpen = true, // its contacts count only from the commit on
            Rate = limits ? RateLimit.PerSecond(1_000_000) : null,
            Window = limits ? AllHours() : null,
        };
        var campaign = _scheduler.Lifecycle.Create(definition, definition.FindProblems(), DefinitionJson.Write(definition));
        _scheduler.Jobs.Enroll(
            campaign, 0,
            [.. Engine.People.Take(number * ContactsEach, ContactsEach, ["Etc/UTC"]).Select(
                contact => (contact, campaign.Plan.EntryOf(contact)))]);
        _scheduler.Lifecycle.Start(campaign);
    }

    private void Commit() => _scheduler.Committed(Complete(_store.CommitAsync(_scheduler.Seal(), CancellationToken.None)), 0);

    private void Fill()
    {
        foreach (var lane in _scheduler.TakeWanting())
        {
            var fresh = new List<JobRecord>();
            Complete(_store.ReadNewAsync(lane.Id, lane.Cursor, lane.PageSize, fresh, CancellationToken.None));
            _scheduler.Fill(lane, fresh, []);
        }
    }

    private static ContactWindow AllHours() => ContactWindow.Daily(TimeOnly.MinValue, TimeOnly.MinValue).Except(new DateOnly(2026, 12, 25));

    /// <summary>The memory store completes synchronously.</summary>
    private static T Complete<T>(ValueTask<T> call) =>
        call.IsCompleted ? call.GetAwaiter().GetResult() : throw new InvalidOperationException();

    private static void Complete(ValueTask call)
    {
        if (!call.IsCompletedSuccessfully)
        {
            throw new InvalidOperationException();
        }
    }
}
