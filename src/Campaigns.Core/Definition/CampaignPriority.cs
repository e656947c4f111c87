using System.Globalization;

namespace Campaigns;

/// <summary>The priority of a campaign. Among campaigns with a contact ready, the campaign with the higher number goes first.</summary>
/// <param name="Value">The priority, 0 to 100.</param>
public readonly record struct CampaignPriority(int Value)
{
    /// <summary>The highest value allowed.</summary>
    public const int Max = 100;

    /// <summary>Low priority: 25.</summary>
    public static CampaignPriority Low => new(25);

    /// <summary>Medium priority, the default: 50.</summary>
    public static CampaignPriority Medium => new(50);

    /// <summary>High priority: 75.</summary>
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
