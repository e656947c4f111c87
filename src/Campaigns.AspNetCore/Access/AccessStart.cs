using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Campaigns.AspNetCore.Access;

/// <summary>Adds the operator's first key at the start, and says who may call.</summary>
internal sealed class AccessStart(ApiKeys keys, CampaignsApiOptions options, ILogger<AccessStart> log) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!string.IsNullOrEmpty(options.BootstrapKey))
        {
            await AddBootstrapKeyAsync(options.BootstrapKey, cancellationToken);
        }

        if (options.ResolveCaller is null && !await keys.AnyAsync(cancellationToken))
        {
            ApiLog.OpenToThisMachine(log);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task AddBootstrapKeyAsync(string text, CancellationToken cancellationToken)
    {
        if (ApiKeyText.IdOf(text) is not { } id)
        {
            throw new InvalidOperationException(
                "The BootstrapKey is not valid. Use ck_, 12 hexadecimal digits, _, and 43 or more random characters, as in "
                + "\"ck_$(openssl rand -hex 6)_$(openssl rand -hex 32)\".");
        }

        if (await keys.AddBootstrapKeyAsync(text, cancellationToken))
        {
            ApiLog.BootstrapKeyAdded(log, id);
            return;
        }

        if (await keys.FindByTextAsync(text, cancellationToken) is not { } found)
        {
            throw new InvalidOperationException($"The BootstrapKey has the id {id}, which another key has. Use a new one.");
        }

        if (found.Key.RevokedAt is not null)
        {
            ApiLog.BootstrapKeyRevoked(log, id);
        }
    }
}
