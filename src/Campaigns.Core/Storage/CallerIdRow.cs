namespace Campaigns.Storage;

/// <summary>A caller id that was used or changed. Never removed, so that jobs keep their numbers when a provider's pool changes.</summary>
/// <param name="Id">The id of the number, from 1 to 65,535. Jobs refer to it (<see cref="JobRow.CallerId"/>).</param>
/// <param name="Provider">The provider's name.</param>
/// <param name="Number">The number in E.164 form.</param>
/// <param name="Settings">The changed settings. Null: the settings that the number is registered with.</param>
public sealed record CallerIdRow(int Id, string Provider, string Number, CallerIdSettings? Settings)
{
    /// <summary>Returns the row with all but the last four digits of the number hidden.</summary>
    public override string ToString() => $"caller id {Id} of {Provider}: {CallerId.Mask(Number)} {Settings}";
}
