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
        var trimmed = Unseen.Trim(name);
        if (Unseen.Find(trimmed) is { } unseen)
        {
            throw new ArgumentException($"The name holds {unseen}; write it without.", argument);
        }

        return trimmed.Length is > 0 and <= Longest ? trimmed : throw new ArgumentException($"The name has {trimmed.Length} characters; use 1 to {Longest}.", argument);
    }

    /// <summary>Finds what is wrong with a name in a definition or in options, where it is refused and not trimmed.</summary>
    /// <param name="problems">Where to add it.</param>
    /// <param name="field">The field.</param>
    /// <param name="name">The name.</param>
    /// <param name="remedy">What to do about one that is missing or too long.</param>
    /// <param name="longest">How many characters it may have.</param>
    public static void AddProblems(Problems problems, string field, string? name, string remedy, int longest = Longest)
    {
        var length = name?.Trim().Length ?? 0;
        problems.Require(length >= 1 && length <= longest, field, Problems.Quote(name), remedy);
        problems.Require(length == 0 || length == name!.Length, field, Problems.Quote(name), "leave out the white space around it");
        AddUnseen(problems, field, name);
    }

    /// <summary>Finds characters in a name that nobody sees: it reaches providers.</summary>
    public static void AddUnseen(Problems problems, string field, string? name)
    {
        if (name is not null && Unseen.Find(name.Trim()) is { } unseen)
        {
            problems.Require(false, field, "not a plain name", $"write it without {unseen}");
        }
    }
}
