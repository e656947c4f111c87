using System.Collections.Concurrent;
using System.Globalization;

namespace Campaigns.ClusterTest.World;

/// <summary>
/// What became of the requests to the silos. A request may fail while its shard has no owner, in one of the ways that the documentation
/// names. Anything else is a failure of the cluster.
/// </summary>
internal sealed class Answers
{
    public const string Ok = "ok";

    /// <summary>The silo has gone, or there is none.</summary>
    public const string Gone = "gone";

    /// <summary>The silo does not answer.</summary>
    public const string Late = "late";

    private static readonly string[] Transient =
        [Gone, Late, nameof(CampaignError.Stopped), nameof(CampaignError.StoreFailed), nameof(CampaignError.NotStarted)];

    private readonly ConcurrentDictionary<(string Request, string Answer), int> _counts = [];

    /// <summary>The number of requests that failed otherwise than documented.</summary>
    public int Failed => _counts.Where(each => each.Key.Answer != Ok && !Transient.Contains(each.Key.Answer)).Sum(each => each.Value);

    public void Count(string request, string answer) =>
        _counts.AddOrUpdate((request.Split(' ')[0], answer), 1, (_, count) => count + 1);

    /// <summary>The numbers of answers by request, as JSON.</summary>
    public string ToJson() => "{" + string.Join(',', _counts
        .OrderBy(each => each.Key.Request, StringComparer.Ordinal).ThenBy(each => each.Key.Answer, StringComparer.Ordinal)
        .Select(each => string.Create(CultureInfo.InvariantCulture, $"\"{each.Key.Request} {each.Key.Answer}\":{each.Value}"))) + "}";
}
