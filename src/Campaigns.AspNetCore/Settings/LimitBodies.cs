using System.Text.Json.Serialization;
using Campaigns.AspNetCore.Requests;

namespace Campaigns.AspNetCore.Settings;

/// <summary>A rate limit: at most so many attempts per period.</summary>
internal sealed class RateBody
{
    /// <summary>The number of attempts per period. 1 to 1,000,000.</summary>
    [JsonRequired]
    public int Count { get; set; }

    /// <summary>The period. 1 ms to 1 day.</summary>
    [JsonRequired]
    public TimeSpan Per { get; set; }

    /// <summary>The number of attempts that may be sent at once after an idle time. 1 to 1,000,000; 1 by default.</summary>
    public int Burst { get; set; } = 1;

    internal RateLimit ToRate() => new(Count, Per, Burst);

    internal static RateBody? Of(RateLimit? rate) =>
        rate is null ? null : new() { Count = rate.Count, Per = rate.Per, Burst = rate.Burst };
}

/// <summary>The maximum number of attempts per calendar period.</summary>
internal sealed class QuotaBody
{
    /// <summary>The maximum number of attempts per period. 1 to 1,000,000,000.</summary>
    [JsonRequired]
    public int Count { get; set; }

    /// <summary>The period.</summary>
    [JsonRequired]
    [JsonConverter(typeof(DefinitionName<QuotaPeriod>))]
    public QuotaPeriod Period { get; set; }

    /// <summary>The time zone of the calendar. UTC by default.</summary>
    public string Zone { get; set; } = "UTC";

    internal static IReadOnlyList<Quota> ToQuotas(IReadOnlyList<QuotaBody> bodies) =>
        [.. bodies.Select(body => new Quota(body.Count, body.Period, body.Zone))];

    internal static IReadOnlyList<QuotaBody> Of(IReadOnlyList<Quota> quotas) =>
        [.. quotas.Select(quota => new QuotaBody { Count = quota.Count, Period = quota.Period, Zone = quota.Zone })];
}

/// <summary>What to do with contacts whose turn comes later than they were due.</summary>
internal sealed class LatenessBody
{
    /// <summary><c>SendNow</c>, the default, <c>NextWindow</c>, <c>Skip</c> or <c>Spread</c>.</summary>
    public string Action { get; set; } = nameof(LatenessAction.SendNow);

    /// <summary>The maximum delay that still counts as on time. 0 to 365 days; 0 by default.</summary>
    public TimeSpan MaxLateness { get; set; }

    /// <summary>The time span for <c>Spread</c>. 0 to 30 days; 0 by default.</summary>
    public TimeSpan Over { get; set; }

    internal LatenessPolicy ToPolicy(string at) =>
        new() { Action = Word.Read<LatenessAction>($"{at}/action", Action), MaxLateness = MaxLateness, Over = Over };

    internal static LatenessBody Of(LatenessPolicy policy) =>
        new() { Action = policy.Action.ToString(), MaxLateness = policy.MaxLateness, Over = policy.Over };
}

/// <summary>The form of "no limit": the member is absent.</summary>
internal static class NoLimit
{
    public static int? Write(int most) => most == int.MaxValue ? null : most;

    public static int Read(int? most) => most ?? int.MaxValue;
}
