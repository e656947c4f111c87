namespace Campaigns.CrashTest;

/// <summary>The kinds of journal lines.</summary>
internal enum Entry
{
    /// <summary>A dispatch arrived.</summary>
    Dispatched,

    /// <summary>The call ended.</summary>
    Ended,

    /// <summary>A node acknowledged the callback.</summary>
    Acknowledged,

    /// <summary>The contact's reply is about to be reported to a node.</summary>
    Replying,

    /// <summary>A node acknowledged the contact's reply, which ends the contact's job.</summary>
    Replied,
}

/// <summary>One line of the journal.</summary>
/// <param name="Entry">The kind of line.</param>
/// <param name="Attempt">The attempt.</param>
/// <param name="Contact">The contact's key.</param>
/// <param name="At">The time, in UTC ticks.</param>
internal sealed record JournalLine(Entry Entry, AttemptId Attempt, string Contact, long At)
{
    public override string ToString() => $"{Entry} {Attempt} {Contact} {At}";

    public static JournalLine Parse(string line)
    {
        var words = line.Split(' ');
        return AttemptId.TryParse(words[1], out var attempt)
            ? new JournalLine(
                Enum.Parse<Entry>(words[0]), attempt, words[2], long.Parse(words[3], System.Globalization.CultureInfo.InvariantCulture))
            : throw new FormatException($"Not a line of the journal: {line}");
    }
}

/// <summary>
/// The provider's record, which outlives its process. Each line is one write to the operating system, before any other action.
/// </summary>
internal sealed class Journal(string file) : IDisposable
{
    private readonly FileStream _file = new(file, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);

    public void Write(Entry entry, AttemptId attempt, string contact) =>
        _file.Write(System.Text.Encoding.UTF8.GetBytes($"{new JournalLine(entry, attempt, contact, DateTime.UtcNow.Ticks)}\n"));

    public static IReadOnlyList<JournalLine> Read(string file) =>
        File.Exists(file) ? [.. File.ReadLines(file).Select(JournalLine.Parse)] : [];

    public void Dispose() => _file.Dispose();
}
