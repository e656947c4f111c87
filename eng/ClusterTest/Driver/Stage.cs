using Campaigns.ClusterTest.Silo;
using Campaigns.ClusterTest.World;
using Campaigns.Tests;

namespace Campaigns.ClusterTest.Driver;

/// <summary>Silos on a database server, each with proxies to the server and to its peers, which can be cut.</summary>
internal sealed class Stage : IAsyncDisposable
{
    /// <summary>The most silos at one time.</summary>
    public const int MostSilos = 4;

    private static readonly TimeSpan[] Skews = [TimeSpan.Zero, TimeSpan.FromMinutes(50), TimeSpan.FromMinutes(-50)];
    private readonly List<SiloProcess> _silos = [];
    private readonly List<int> _active = [];
    private readonly List<SwitchedProxy> _databases = [];
    private readonly List<SwitchedProxy> _peers = [];
    private readonly bool[] _isDatabaseCut = new bool[MostSilos];
    private readonly bool[] _arePeersCut = new bool[MostSilos];

    public PostgreSqlServer Server { get; } = new(isDurable: true, "-c max_connections=200");

    public World.Silos World { get; } = new();

    public IReadOnlyList<SiloProcess> Processes => _silos;

    /// <summary>The silos that are to run.</summary>
    public IReadOnlyList<int> Active => _active;

    /// <summary>Whether all silos run that are to run.</summary>
    public bool AreConnected => _active.TrueForAll(silo => World.IsConnected(silo, _silos[silo].Id));

    /// <summary>The tenants that a silo has reached last.</summary>
    public IReadOnlySet<string> TenantsOf(int silo) =>
        TestTenants.Names.Where(tenant => World.Provider.LastOf(tenant)?.Silo == silo).ToHashSet();

    /// <summary>Starts the server and the first silos.</summary>
    /// <param name="silos">The number of silos.</param>
    /// <param name="program">The program of the silos; null for this one.</param>
    /// <param name="log">Where silos write.</param>
    public async Task StartAsync(int silos, string? program, TextWriter log)
    {
        await Server.CreateAsync();
        for (var index = 0; index < MostSilos; index++)
        {
            var self = index;
            var silo = new SiloProcess(index, ArgumentsOf, log);
            _silos.Add(silo);
            _databases.Add(new SwitchedProxy(Server.Port, _ => self, _ => Volatile.Read(ref _isDatabaseCut[self])));
            _peers.Add(new SwitchedProxy(silo.Port, OwnerOf, from => ArePeersCut(self) || (from >= 0 && ArePeersCut(from))));
        }

        for (var silo = 0; silo < silos; silo++)
        {
            _silos[silo].Program = program ?? _silos[silo].Program;
            Start(silo);
        }
    }

    public void Start(int silo)
    {
        _active.Add(silo);
        _silos[silo].Start();
    }

    /// <summary>Ends a silo in order, for good.</summary>
    public Task RetireAsync(int silo)
    {
        _active.Remove(silo);
        return _silos[silo].RetireAsync();
    }

    public void CutDatabase(int silo, bool isCut) => Volatile.Write(ref _isDatabaseCut[silo], isCut);

    public void CutPeers(int silo, bool isCut) => Volatile.Write(ref _arePeersCut[silo], isCut);

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_silos.Select(silo => silo.EndAsync()));
        _silos.ForEach(silo => silo.Dispose());
        _databases.Concat(_peers).ToList().ForEach(proxy => proxy.Dispose());
        World.Dispose();
        await Server.DisposeAsync();
    }

    private bool ArePeersCut(int silo) => Volatile.Read(ref _arePeersCut[silo]);

    private int OwnerOf(int port)
    {
        var process = PortOwners.Find(port, _silos.Select(silo => silo.Id).Where(id => id != 0));
        return process == 0 ? -1 : _silos.FindIndex(silo => silo.Id == process);
    }

    private SiloArguments ArgumentsOf(int index) => new(
        index,
        $"{Server.ConnectionTo("postgres", _databases[index].Port)};Maximum Pool Size=20",
        _silos[index].Port, _peers[index].Port, World.Port, Skews[index % Skews.Length]);
}
