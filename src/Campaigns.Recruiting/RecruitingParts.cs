using Campaigns.Storage;
using Microsoft.AspNetCore.DataProtection;

namespace Campaigns.Recruiting;

/// <summary>What all parts of the library need.</summary>
internal sealed class RecruitingParts(
    RecruitingOptions options, TimeProvider time, PlatformClient platform, IRecordStore store, IDataProtectionProvider protection)
{
    public RecruitingOptions Options { get; } = options;

    public PlatformClient Platform { get; } = platform;

    public RecruitingRecords Records { get; } = new(store);

    public CredentialVault Vault { get; } = new(protection);

    public TimeProvider Time { get; } = time;

    public DateTimeOffset Now => Time.GetUtcNow();
}
