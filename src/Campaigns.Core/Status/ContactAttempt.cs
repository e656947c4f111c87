namespace Campaigns;

/// <summary>An attempt in a list of attempts.</summary>
/// <param name="Campaign">The campaign.</param>
/// <param name="Contact">The contact as it is now. <see cref="TimelineEntry.Contact"/> gives the contact before a change.</param>
/// <param name="Entry">The attempt, as in the contact's timeline.</param>
public sealed record ContactAttempt(CampaignId Campaign, Contact Contact, TimelineEntry Entry)
{
    /// <summary>Returns the attempt without the contact.</summary>
    public override string ToString() => $"{Entry} of campaign {Campaign}";
}
