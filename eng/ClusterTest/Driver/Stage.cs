using Campaigns.ClusterTest.Silo;
using Campaigns.ClusterTest.World;
using Campaigns.Tests;

namespace Campaigns.ClusterTest.Driver;

/// <summary>Three silos on a database server, each with proxies to the server and to its peers, which can be cut.</summary>
internal sealed class Stage : IAsyncDisposable
{
    public const int Silos = 3;
    private static readonly TimeSpan[] Skews = [TimeSpan.Zero, TimeSpan.FromMinutes(50), TimeSpan.FromMinutes(-50)];
    private readonly List<SiloProcess> _silos = [];
    private readonly List<SwitchedProxy> _databases = [];
    private readonly List<SwitchedProxy> _peers = [];
    private readonly bool[] _isDatabaseCut = new bool[Silos];
    private readonly bool[] _arePeersCut = new bool[Silos];

    public PostgreSqlServer Server { get; } = new(isDurable: true, "-c max_connections=200");

    public World.Silos World { get; } = new();

    public IReadOnlyList<SiloProcess> Processes => _silos;

    public async Task StartAsync(TextWriter log)
    {
        await Server.CreateAsync();
        for (var index = 0; index < Silos; index++)
        {
            var self = index;
            var silo = new SiloProcess(index, ArgumentsOf, log);
            _silos.Add(silo);
            _databases.Add(new SwitchedProxy(Server.Port, _ => self, _ => Volatile.Read(ref _isDatabaseCut[self])));
            _peers.Add(new SwitchedProxy(silo.Port, OwnerOf, from => ArePeersCut(self) || (from >= 0 && ArePeersCut(from))));
        }

        foreach (var silo in _silos)
        {
            silo.Start();
        }
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
        _silos[index].Port, _peers[index].Port, World.Port, Skews[index]);
}
