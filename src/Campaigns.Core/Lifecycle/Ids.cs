using System.Globalization;

namespace Campaigns;

/// <summary>Identifies one campaign in one store.</summary>
/// <param name="Value">The number; campaigns are numbered from 1.</param>
public readonly record struct CampaignId(long Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>
/// Identifies one attempt, permanently and across stores. Providers receive it as an idempotency key, and callbacks name it. Holds no
/// personal data.
/// </summary>
/// <param name="Store">The random stamp of the store, so that two installations that share a provider account never share a key.</param>
/// <param name="Job">The job.</param>
/// <param name="Number">The number of the attempt within the job, from 1.</param>
public readonly record struct AttemptId(ulong Store, long Job, int Number)
{
    /// <summary>The text form, <c>stamp-job-number</c>: safe in a URL.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Store:x16}-{Job}-{Number}");

    /// <summary>Reads the text form.</summary>
    /// <param name="text">The result of <see cref="ToString"/>.</param>
    /// <param name="id">The id, if the text is valid.</param>
    /// <returns>Whether the text is an attempt id.</returns>
    public static bool TryParse(string? text, out AttemptId id)
    {
        id = default;
        var parts = text?.Split('-') ?? [];
        if (parts.Length != 3
            || parts[0].Length != 16
            || !ulong.TryParse(parts[0], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var store)
            || !long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var job)
            || !int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        var read = new AttemptId(store, job, number);
        id = read.ToString() == text ? read : default; // an id has exactly one text: no capitals, no leading zeros
        return id == read;
    }
}
