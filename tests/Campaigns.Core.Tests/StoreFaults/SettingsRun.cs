using System.Globalization;
using Campaigns.Engine;
using Campaigns.Scheduling;
using Campaigns.Storage;

namespace Campaigns.Tests;

/// <summary>
/// Random holds, releases, settings, do-not-contact entries, channel statements and provider changes, with commits that fail before or
/// after they take effect. The engine's memory must match a plain model and the state of a restarted engine.
/// </summary>
internal sealed class SettingsRun : IDisposable
{
    private static readonly string?[] Tenants = [null, "acme", " acme", "bravo\t"];
    private static readonly Contact Ann = new("ann", "+15550100001");
    private readonly SortedDictionary<string, string> _model = new(StringComparer.Ordinal);
    private readonly FaultyStore _store;
    private readonly CampaignHarness _harness;
    private readonly Random _random;

    public SettingsRun(IJobStore store, int seed)
    {
        _random = new Random(seed);
        _store = new FaultyStore(store);
        _harness = new CampaignHarness(options => options.Store = _store);
    }

    public void Dispose() => _harness.Dispose();

    public void Run(int commands)
    {
        for (var i = 0; i < commands; i++)
        {
            Next();
            Compare();
            if (_random.Next(4) == 0)
            {
                _harness.Restart();
                Compare();
            }
        }
    }

    private void Next()
    {
        var tenant = Tenants[_random.Next(Tenants.Length)];
        var name = tenant?.Trim() ?? "everything";
        var number = _random.Next(1, 9);
        switch (_random.Next(7))
        {
            case 0:
                Do(client => client.HoldAsync(tenant), $"{name} held", "yes");
                break;
            case 1:
                Do(client => client.HoldAsync(tenant, isHeld: false), $"{name} held", null);
                break;
            case 2:
                Do(client => client.ChangeAsync(tenant, new TenantSettings { MaxConcurrent = number }), $"{name} at most", Text(number));
                break;
            case 3:
                var settings = number > 5 ? null : new ProviderSettings { MaxConcurrent = number };
                Do(
                    client => settings is null
                        ? client.Operations().ResetProviderAsync(" voice-1")
                        : client.Operations().ChangeProviderAsync(" voice-1", settings),
                    "provider at most",
                    settings is null ? null : Text(number));
                break;
            case 4 when tenant is not null:
                Do(
                    client => number > 5
                        ? client.Operations().MarkChannelAvailableAsync(tenant, "voice ")
                        : client.Operations().MarkChannelUnavailableAsync(tenant, "voice ", $"reason {number}"),
                    $"{name} voice",
                    number > 5 ? null : $"reason {number}");
                break;
            case 5 when tenant is not null:
                var channel = number > 4 ? null : " voice";
                var isOn = _random.Next(2) == 0;
                var entry =
                    number % 2 == 0 ? Suppression.OfKey(tenant, "ann", channel) : Suppression.OfAny(tenant, "+1 555 010 0001", channel);
                Do(
                    client => isOn ? client.Reports().SuppressAsync(entry) : client.Reports().UnsuppressAsync(entry),
                    $"{name} {number % 2} {channel is null} suppressed",
                    isOn ? "yes" : null);
                break;
            default:
                Assert.ThrowsAny<ArgumentException>(() => _harness.Do(client =>
                    number % 2 == 0 ? client.Operations().ReleaseTenantAsync("") : client.Operations().HoldTenantAsync(" ")));
                break;
        }
    }

    /// <summary>Makes a request, sometimes with a failing commit. The kind of failure tells whether the commit took effect.</summary>
    private void Do(Func<ICampaignClient, Task> request, string key, string? value)
    {
        Fault? fault = _random.Next(3) switch { 0 => Fault.Before, 1 => Fault.After, _ => null };
        _store.Arm(fault is { } how ? (CallSite.Commit, 1, how) : null);
        Task? call = null;
        _harness.Do(async client =>
        {
            call = request(client);
            await Task.CompletedTask;
        });
        _harness.Advance(TimeSpan.FromMinutes(1));
        _store.Arm(null);
        // an entry that the list has already needs no commit, so no commit fails
        var needsCommit = !(key.EndsWith("suppressed", StringComparison.Ordinal) && value is not null && _model.ContainsKey(key));
        Assert.Equal(fault is not null && needsCommit, call!.IsFaulted);
        if (fault != Fault.Before)
        {
            _model.Remove(key);
            _ = value is null || _model.TryAdd(key, value);
        }
    }

    private void Compare()
    {
        var held = _harness.Do(
            (ICampaignClient client) => ((CampaignClient)client).AskAsync(scheduler => Read(scheduler.State), CancellationToken.None));
        Assert.Equal(Expected().Order(StringComparer.Ordinal), held.Order(StringComparer.Ordinal));
    }

    /// <summary>The expected state from the model. Each of four entries in a tenant's list suppresses the same person.</summary>
    private IEnumerable<string> Expected() => _model
        .Select(pair => pair.Key.EndsWith("suppressed", StringComparison.Ordinal)
            ? $"{pair.Key.Split(' ')[0]} suppressed: yes"
            : $"{pair.Key}: {pair.Value}")
        .Distinct();

    private static List<string> Read(SchedulerState state)
    {
        List<string> found = [];
        Add(state.Everything.IsHeld, "everything held: yes");
        Add(state.Everything.Settings.MaxConcurrent < int.MaxValue, $"everything at most: {Text(state.Everything.Settings.MaxConcurrent)}");
        foreach (var tenant in state.Tenants.Values)
        {
            Add(tenant.IsHeld, $"{tenant.Name} held: yes");
            Add(tenant.Settings.MaxConcurrent < int.MaxValue, $"{tenant.Name} at most: {Text(tenant.Settings.MaxConcurrent)}");
            Add(tenant.Suppressions.Covers(Ann, Channels.Voice), $"{tenant.Name} suppressed: yes");
            found.AddRange(
                tenant.Channels.Values.Where(channel => channel.Reason is not null).Select(
                    channel => $"{tenant.Name} voice: {channel.Reason}"));
        }

        var provider = state.Providers[0].Settings.MaxConcurrent;
        Add(provider < int.MaxValue, $"provider at most: {Text(provider)}");
        return found;

        void Add(bool isSo, string text)
        {
            if (isSo)
            {
                found.Add(text);
            }
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
