namespace Campaigns;

/// <summary>Settings as they are in force, with their revision.</summary>
/// <param name="Settings">The settings.</param>
/// <param name="Revision">
/// The number of changes so far. 0 if the settings were never changed. The store keeps it. A change that names a revision is refused if the
/// settings have another one, so that two editors do not overwrite each other.
/// </param>
/// <typeparam name="T">The type of the settings.</typeparam>
public sealed record Revised<T>(T Settings, long Revision)
{
    /// <summary>Refuses a change that was made to another revision of the settings.</summary>
    internal static void Require(string what, long current, long? expected)
    {
        if (expected is { } revision && revision != current)
        {
            throw new CampaignException(
                CampaignError.Conflict,
                $"{what} have revision {current}, not {revision}: they were changed meanwhile. Read them again, and repeat the change.");
        }
    }
}
