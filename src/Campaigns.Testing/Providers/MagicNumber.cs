namespace Campaigns.Testing;

/// <summary>
/// What <see cref="SimulatedProvider"/> does with a call. The last two digits of the address select a value of this enum. The table in
/// docs/testing.md lists the consequences of each value.
/// </summary>
public enum MagicNumber
{
    /// <summary>The contact answers, and the step succeeds.</summary>
    Completed = 0,

    /// <summary>The line is busy.</summary>
    Busy = 1,

    /// <summary>Nobody answers.</summary>
    NoAnswer = 2,

    /// <summary>A machine answers.</summary>
    Machine = 3,

    /// <summary>The address does not exist.</summary>
    Invalid = 4,

    /// <summary>The contact rejects the call.</summary>
    Rejected = 5,

    /// <summary>The contact opts out.</summary>
    OptedOut = 6,

    /// <summary>The call fails for an unspecified reason.</summary>
    Failed = 7,

    /// <summary>Completed, but never reported. A lookup finds the outcome.</summary>
    NeverReported = 8,

    /// <summary>Completed, but never reported. A lookup cannot say.</summary>
    NeverKnown = 9,

    /// <summary>Busy; reported again five seconds later.</summary>
    ReportedTwice = 10,

    /// <summary>Busy; the ringing and answered reports arrive after the end of the call.</summary>
    OutOfOrder = 11,

    /// <summary>Completed immediately; reported one second before the dispatch returns.</summary>
    Early = 12,

    /// <summary>Completed; reported five seconds after the step's timeout. Until then, a lookup cannot say.</summary>
    Late = 13,

    /// <summary>Reported as completed, then as busy five seconds later.</summary>
    CompletedThenBusy = 14,

    /// <summary>Reported as not answered, then as an opt-out five seconds later.</summary>
    NoAnswerThenOptedOut = 15,

    /// <summary>
    /// The contact's first dispatch is throttled for <see cref="SimulatedProviderOptions.RetryAfter"/>; later dispatches complete.
    /// </summary>
    ThrottledFirst = 16,

    /// <summary>The contact's first dispatch reports that it placed nothing; later dispatches complete.</summary>
    NotPlacedFirst = 17,

    /// <summary>The dispatch throws without placing the call.</summary>
    ThrowsBeforePlacing = 18,

    /// <summary>The dispatch throws after placing the call. The call completes and is reported.</summary>
    ThrowsAfterPlacing = 19,

    /// <summary>The dispatch never returns and places no call.</summary>
    Hangs = 20,

    /// <summary>Completed ten seconds after the step's timeout; until then, a lookup finds a live call.</summary>
    Long = 21,
}

/// <summary>Phone numbers that script what <see cref="SimulatedProvider"/> does.</summary>
public static class MagicNumbers
{
    private static readonly int Count = Enum.GetValues<MagicNumber>().Length;

    /// <summary>Builds a fictitious phone number in E.164 form that selects this script.</summary>
    /// <param name="script">The script.</param>
    /// <param name="person">Distinguishes contacts. 0 to 99,999.</param>
    public static string Phone(this MagicNumber script, int person = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(person);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(person, 99_999);
        return $"+1555{person:D5}{(int)script:D2}";
    }

    /// <summary>Finds the script that an address selects by its last two digits, or the last two before an @; null if none.</summary>
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
