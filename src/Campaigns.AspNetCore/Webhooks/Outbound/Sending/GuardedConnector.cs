using System.Net;
using System.Net.Sockets;

namespace Campaigns.AspNetCore.Webhooks.Outbound;

/// <summary>
/// Connects to addresses that were judged after the name was resolved: the address that was judged is the one that is connected to, so a
/// name that resolves to something else a moment later changes nothing.
/// </summary>
/// <param name="rules">Judges addresses.</param>
/// <param name="resolve">Resolves a name.</param>
internal sealed class GuardedConnector(AddressRules rules, Func<string, CancellationToken, Task<IPAddress[]>> resolve)
{
    private static readonly TimeSpan Share = TimeSpan.FromSeconds(3);

    /// <summary>For <see cref="System.Net.Http.SocketsHttpHandler.ConnectCallback"/>.</summary>
    /// <exception cref="AddressRefusedException">The name has no permitted address.</exception>
    public async ValueTask<Stream> ConnectAsync(DnsEndPoint target, CancellationToken cancellationToken)
    {
        var host = target.Host.Trim('[', ']');
        IPAddress[] addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await resolve(host, cancellationToken);

        // The families take turns, because often a whole family is dead.
        var permitted = addresses.Where(rules.Permits).GroupBy(each => each.AddressFamily)
            .SelectMany(family => family.Index()).OrderBy(each => each.Index).Select(each => each.Item).ToList();
        if (permitted.Count == 0)
        {
            throw addresses.Length == 0 ? new SocketException((int)SocketError.HostNotFound) : new AddressRefusedException();
        }

        SocketException? last = null;
        foreach (var (index, address) in permitted.Index())
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            patience.CancelAfter(index < permitted.Count - 1 ? Share : Timeout.InfiniteTimeSpan);
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(new IPEndPoint(address, target.Port), patience.Token);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (Exception error) when (error is SocketException or OperationCanceledException
                && !cancellationToken.IsCancellationRequested)
            {
                socket.Dispose(); // this address refuses or answers nothing: the next one may
                last = error as SocketException;
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }

        throw last!;
    }
}
