using System.Diagnostics;
using System.Globalization;

namespace Campaigns.ClusterTest.Driver;

/// <summary>Waits for what must happen in a run, and writes down what happens.</summary>
internal sealed class Watch(Stage stage, TextWriter log)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(50);
    private readonly List<Hit> _hits = [];

    public IReadOnlyList<Hit> Hits => _hits;

    /// <summary>Does something to the cluster, and waits until all silos run and all tenants are called.</summary>
    /// <param name="kind">What it is.</param>
    /// <param name="tenants">The tenants that it hits.</param>
    /// <param name="act">Does it.</param>
    public async Task HitAsync(string kind, IReadOnlySet<string> tenants, Func<Task> act)
    {
        var from = Stopwatch.GetTimestamp();
        Note(string.Create(CultureInfo.InvariantCulture, $"{kind}, with {tenants.Count} tenants"));
        await act();
        await CalledAgainAsync(kind);
        await ConnectedAsync(kind);
        _hits.Add(new Hit(kind, from, Stopwatch.GetTimestamp(), tenants));
        await Task.Delay(Rest);
    }

    /// <summary>Waits until all silos run.</summary>
    public Task ConnectedAsync(string after) => UntilAsync(() => stage.AreConnected, $"a silo does not start after {after}");

    /// <summary>Waits until every tenant has been called after this moment.</summary>
    public async Task CalledAgainAsync(string after)
    {
        var since = Stopwatch.GetTimestamp();
        await UntilAsync(
            () => TestTenants.Names.All(tenant => stage.World.Provider.LastOf(tenant) is { } last && last.At > since),
            $"nobody is called after {after}");
        Note(string.Create(
            CultureInfo.InvariantCulture,
            $"all tenants were called again {Stopwatch.GetElapsedTime(since).TotalSeconds:F1} s after {after}"));
    }

    public void Note(string what)
    {
        lock (log)
        {
            log.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{DateTime.UtcNow:HH:mm:ss.fff} {what}"));
            log.Flush();
        }
    }

    public static Task UntilAsync(Func<bool> holds, string otherwise) => UntilAsync(() => Task.FromResult(holds()), otherwise);

    public static async Task UntilAsync(Func<Task<bool>> holds, string otherwise)
    {
        for (var began = Stopwatch.GetTimestamp(); !await holds(); await Task.Delay(Moment))
        {
            if (Stopwatch.GetElapsedTime(began) > Patience)
            {
                throw new TimeoutException($"After {Patience}, {otherwise}.");
            }
        }
    }
}
