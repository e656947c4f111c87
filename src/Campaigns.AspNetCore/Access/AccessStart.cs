using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Campaigns.AspNetCore.Access;

/// <summary>Adds the operator's first key at the start, and says who may call.</summary>
internal sealed partial class AccessStart(ApiKeys keys, CampaignsApiOptions options, ILogger<AccessStart> log) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!string.IsNullOrEmpty(options.BootstrapKey))
        {
            await AddBootstrapKeyAsync(options.BootstrapKey, cancellationToken);
        }

        if (options.ResolveCaller is null && !await keys.AnyAsync(cancellationToken))
        {
            LogOpenToThisMachine();
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
            LogBootstrapped(id);
            return;
        }

        if (await keys.FindByTextAsync(text, cancellationToken) is not { } found)
        {
            throw new InvalidOperationException($"The BootstrapKey has the id {id}, which another key has. Use a new one.");
        }

        if (found.Key.RevokedAt is not null)
        {
            LogBootstrapRevoked(id);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message =
        "No API key exists, and the host has no authentication of its own (CampaignsApiOptions.ResolveCaller). Only requests from this machine "
        + "are served, with all rights. Create a key with POST /keys, or set BootstrapKey, before others need the API.")]
    private partial void LogOpenToThisMachine();

    [LoggerMessage(Level = LogLevel.Information, Message =
        "The bootstrap key ck_{KeyId} was added, with all rights. Create other keys with it, revoke it, and remove it from the configuration.")]
    private partial void LogBootstrapped(string keyId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The bootstrap key ck_{KeyId} is revoked and stays so. Remove it from the configuration.")]
    private partial void LogBootstrapRevoked(string keyId);
}
