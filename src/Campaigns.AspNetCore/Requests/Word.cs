using System.Text.Json.Serialization;

namespace Campaigns.AspNetCore.Requests;

/// <summary>
/// Writes an enumeration with its C# names: <c>Monday</c>. Only for values that also stand in definitions, which have this form.
/// </summary>
internal sealed class DefinitionName<T>() : JsonStringEnumConverter<T>(namingPolicy: null, allowIntegerValues: false)
    where T : struct, Enum;

/// <summary>Reads values that also stand in definitions, with their C# names.</summary>
internal static class Word
{
    /// <summary>Reads a name.</summary>
    /// <exception cref="Problems.InvalidRequestException">There is no such name.</exception>
    public static T Read<T>(string at, string name)
        where T : struct, Enum =>
        Enum.GetNames<T>().Contains(name)
            ? Enum.Parse<T>(name)
            : throw RequestBody.Fault(at, $"The value is \"{Shown.Cut(name)}\". Give one of {string.Join(", ", Enum.GetNames<T>())}.");
}
