using System.Runtime.CompilerServices;

namespace Campaigns;

/// <summary>
/// Names of tenants, channels and providers as callers give them. Checked and brought into one form here alone, so that the same name means the
/// same in memory and in the store: white space around it is no part of it, and a name of nothing but white space is none.
/// </summary>
internal static class Named
{
    /// <summary>The longest name of a tenant, a campaign's key or a provider.</summary>
    public const int Longest = 200;

    /// <summary>A name that must be given.</summary>
    /// <exception cref="ArgumentException">It is missing, nothing but white space, or longer than 200 characters.</exception>
    public static string Of(string? name, [CallerArgumentExpression(nameof(name))] string? argument = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name, argument);
        var trimmed = name.Trim();
        return trimmed.Length <= Longest ? trimmed : throw new ArgumentException($"The name has {trimmed.Length} characters; use 1 to {Longest}.", argument);
    }

    /// <summary>A name that may be left out with null, and with null only: an empty one is refused, for it may have been meant as either.</summary>
    /// <exception cref="ArgumentException">It is nothing but white space, or longer than 200 characters.</exception>
    public static string? OrNull(string? name, [CallerArgumentExpression(nameof(name))] string? argument = null) =>
        name is null ? null : Of(name, argument);

    /// <summary>Whether a name is in the one form that it is kept in: not empty, not longer than allowed, without white space around it.</summary>
    public static bool IsKept(string? name, int longest = Longest) => name is { Length: > 0 } && name.Length <= longest && name.Trim().Length == name.Length;
}
