namespace Campaigns.Testing;

/// <summary>
/// What <see cref="SimulatedProvider"/> does with a call, by the last two digits of the address: the values of this enum. The table in
/// docs/testing.md says what follows from each.
/// </summary>
public enum MagicNumber
{
    /// <summary>The contact answers, and the step has done its work.</summary>
    Completed = 0,

    /// <summary>The line is busy.</summary>
    Busy = 1,

    /// <summary>Nobody answers.</summary>
    NoAnswer = 2,

    /// <summary>A machine answers.</summary>
    Machine = 3,

    /// <summary>The address does not exist.</summary>
    Invalid = 4,

    /// <summary>The contact turns the call down.</summary>
    Rejected = 5,

    /// <summary>The contact asks not to be contacted again.</summary>
    OptedOut = 6,

    /// <summary>The call fails for no reason that has a name.</summary>
    Failed = 7,

    /// <summary>Completed; no report ever comes. A look-up finds the outcome.</summary>
    NeverReported = 8,

    /// <summary>Completed; no report ever comes, and a look-up cannot say.</summary>
    NeverKnown = 9,

    /// <summary>Busy; reported again five seconds later.</summary>
    ReportedTwice = 10,

    /// <summary>Busy; that it rings and that it was answered are reported after its end.</summary>
    OutOfOrder = 11,

    /// <summary>Completed at once; reported one second before the dispatch returns.</summary>
    Early = 12,

    /// <summary>Completed; reported after the step's timeout, and until then a look-up cannot say.</summary>
    Late = 13,

    /// <summary>Reported as completed, and five seconds later as busy.</summary>
    CompletedThenBusy = 14,

    /// <summary>Reported as not answered, and five seconds later as an opt-out.</summary>
    NoAnswerThenOptedOut = 15,

    /// <summary>The first dispatch of a contact is throttled for <see cref="SimulatedProviderOptions.RetryAfter"/>; later ones are completed.</summary>
    ThrottledFirst = 16,

    /// <summary>The first dispatch of a contact is surely not placed; later ones are completed.</summary>
    NotPlacedFirst = 17,

    /// <summary>The dispatch throws, and nothing was placed.</summary>
    ThrowsBeforePlacing = 18,

    /// <summary>The dispatch throws, but the call was placed, is completed and reported.</summary>
    ThrowsAfterPlacing = 19,

    /// <summary>The dispatch never returns, and nothing was placed.</summary>
    Hangs = 20,

    /// <summary>Completed, after ten seconds more than the step's timeout; a look-up says that it is live.</summary>
    Long = 21,
}

/// <summary>Phone numbers that script what <see cref="SimulatedProvider"/> does.</summary>
public static class MagicNumbers
{
    private static readonly int Count = Enum.GetValues<MagicNumber>().Length;

    /// <summary>A number in E.164 form, which nobody has, that is treated so.</summary>
    /// <param name="script">What is to happen.</param>
    /// <param name="person">Tells people apart. 0 to 99,999.</param>
    public static string Phone(this MagicNumber script, int person = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(person);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(person, 99_999);
        return $"+1555{person:D5}{(int)script:D2}";
    }

    /// <summary>What the last two digits of an address mean, or of what stands in it before an @; null when they mean nothing.</summary>
    /// <param name="address">The address.</param>
    public static MagicNumber? Find(string address)
    {
        ArgumentNullException.ThrowIfNull(address);
        var end = address.IndexOf('@', StringComparison.Ordinal) is >= 0 and var at ? at : address.Length;
        return end >= 2 && char.IsAsciiDigit(address[end - 2]) && char.IsAsciiDigit(address[end - 1])
            && ((address[end - 2] - '0') * 10) + (address[end - 1] - '0') is var digits && digits < Count
            ? (MagicNumber)digits
            : null;
    }
}
