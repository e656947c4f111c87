using Xunit;

[assembly: AssemblyFixture(typeof(Campaigns.Tests.TimeForLastMessages))]

namespace Campaigns.Tests;

/// <summary>
/// Keeps the process alive for two seconds after its last test. The runner reports a crash if a process ends before its last messages are
/// read, unless another message arrived within the five seconds before. A test that runs other programs sends no messages for minutes.
/// </summary>
public sealed class TimeForLastMessages : IAsyncDisposable
{
    public async ValueTask DisposeAsync() => await Task.Delay(TimeSpan.FromSeconds(2));
}
