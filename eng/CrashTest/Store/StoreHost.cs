using Campaigns.Tests;

namespace Campaigns.CrashTest;

/// <summary>What holds the store of a run: a folder, or a server that can be killed as well.</summary>
internal abstract class StoreHost : IAsyncDisposable
{
    /// <summary>The names for the command line.</summary>
    public static readonly string[] Names = ["sqlite", "postgresql"];

    public abstract string Place { get; }

    /// <summary>Whether the store has a process of its own.</summary>
    public virtual bool CanCrash => false;

    public static async Task<StoreHost> CreateAsync(string name, string folder)
    {
        if (name == Names[0])
        {
            return new FileHost(Path.Combine(folder, "campaigns.db"));
        }

        var host = new ServerHost();
        await host.CreateAsync();
        return host;
    }

    /// <summary>Kills the store's process.</summary>
    public virtual Task CrashAsync() => Task.CompletedTask;

    /// <summary>Starts it again.</summary>
    public virtual Task StartAsync() => Task.CompletedTask;

    public virtual ValueTask DisposeAsync() => default;

    private sealed class FileHost(string path) : StoreHost
    {
        public override string Place => path;
    }

    /// <summary>A server that keeps every reported commit when its process is killed.</summary>
    private sealed class ServerHost : StoreHost
    {
        private readonly PostgreSqlServer _server = new(settings: "-c synchronous_commit=on");

        public override string Place => StorePlace.OfDatabase(_server.ConnectionString);

        public override bool CanCrash => true;

        public Task CreateAsync() => _server.CreateAsync();

        public override Task CrashAsync() => _server.StopAsync(immediate: true);

        public override Task StartAsync() => _server.StartAsync();

        public override ValueTask DisposeAsync() => _server.DisposeAsync();
    }
}
