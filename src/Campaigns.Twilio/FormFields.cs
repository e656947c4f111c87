namespace Campaigns.Twilio;

/// <summary>Finds fields of a form or a query.</summary>
internal static class FormFields
{
    /// <summary>The first value of a field; null if it is missing or empty.</summary>
    public static string? Find(this IReadOnlyList<KeyValuePair<string, string>> fields, string name)
    {
        foreach (var field in fields)
        {
            if (field.Key == name)
            {
                return field.Value.Length == 0 ? null : field.Value;
            }
        }

        return null;
    }
}
