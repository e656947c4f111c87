using Xunit;

[assembly: AssemblyFixture(typeof(Campaigns.Tests.TimeForLastMessages))]

namespace Campaigns.Tests;

/// <summary>
/// Keeps the process alive for two seconds after its last test. The runner reports a process as crashed that ends before its last messages
/// are read, unless another message came within the five seconds before. A test that runs other programs sends none for minutes.
/// </summary>
public sealed class TimeForLastMessages : IAsyncDisposable
{
    public async ValueTask DisposeAsync() => await Task.Delay(TimeSpan.FromSeconds(2));
}
