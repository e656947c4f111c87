using System.Runtime.CompilerServices;

namespace Campaigns;

/// <summary>
/// Checks and normalizes the names of tenants, channels and providers. This is the only place that does so, so that a name means the same
/// in memory and in the store. Surrounding white space is not a part of a name, and a name of only white space is invalid.
/// </summary>
internal static class Named
{
    /// <summary>The longest name of a tenant or provider and the longest campaign key, in characters.</summary>
    public const int Longest = 200;

    /// <summary>The longest name of a gate or check of the host, in characters.</summary>
    public const int LongestOfRule = 100;

    /// <summary>Returns a required name, normalized.</summary>
    /// <exception cref="ArgumentException">The name is missing, only white space, or longer than 200 characters.</exception>
    public static string Of(string? name, [CallerArgumentExpression(nameof(name))] string? argument = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name, argument);
        var trimmed = Unseen.Trim(name);
        if (Unseen.Find(trimmed) is { } unseen)
        {
            throw new ArgumentException($"The name holds {unseen}; write it without.", argument);
        }

        return trimmed.Length is > 0 and <= Longest
            ? trimmed
            : throw new ArgumentException($"The name has {trimmed.Length} characters; use 1 to {Longest}.", argument);
    }

    /// <summary>Returns an optional name, normalized; null for none.</summary>
    /// <exception cref="ArgumentException">The name is only white space, or longer than 200 characters.</exception>
    public static string? OfOptional(string? name, [CallerArgumentExpression(nameof(name))] string? argument = null) =>
        name is null ? null : Of(name, argument);

    /// <summary>
    /// Adds the problems with a name in a definition or in options. Such a name is not trimmed: surrounding white space is a problem.
    /// </summary>
    /// <param name="problems">The list to add to.</param>
    /// <param name="field">The field.</param>
    /// <param name="name">The name.</param>
    /// <param name="remedy">The remedy for a name that is missing or too long.</param>
    /// <param name="longest">The maximum length in characters.</param>
    public static void AddProblems(Problems problems, string field, string? name, string remedy, int longest = Longest)
    {
        var length = name?.Trim().Length ?? 0;
        problems.Require(length >= 1 && length <= longest, field, Problems.Quote(name), remedy);
        problems.Require(length == 0 || length == name!.Length, field, Problems.Quote(name), "leave out the white space around it");
        AddUnseen(problems, field, name);
    }

    /// <summary>Adds a problem if the name has invisible characters. Names are passed to providers.</summary>
    public static void AddUnseen(Problems problems, string field, string? name)
    {
        if (name is not null && Unseen.Find(name.Trim()) is { } unseen)
        {
            problems.Require(false, field, "not a plain name", $"write it without {unseen}");
        }
    }
}
