using System.Globalization;

namespace Campaigns;

/// <summary>How urgent a campaign is: among campaigns that have somebody to contact now, the higher number goes first.</summary>
/// <param name="Value">0 to 100.</param>
public readonly record struct CampaignPriority(int Value)
{
    /// <summary>The highest value allowed.</summary>
    public const int Max = 100;

    /// <summary>25.</summary>
    public static CampaignPriority Low => new(25);

    /// <summary>50, the default.</summary>
    public static CampaignPriority Medium => new(50);

    /// <summary>75.</summary>
    public static CampaignPriority High => new(75);

    /// <inheritdoc/>
    public override string ToString() => Value switch
    {
        25 => "low",
        50 => "medium",
        75 => "high",
        _ => Value.ToString(CultureInfo.InvariantCulture),
    };
}
