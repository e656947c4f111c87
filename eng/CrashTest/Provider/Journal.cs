namespace Campaigns.CrashTest;

/// <summary>What has happened at the provider.</summary>
internal enum Entry
{
    /// <summary>A dispatch came in.</summary>
    Dispatched,

    /// <summary>The call is over.</summary>
    Ended,

    /// <summary>A node has acknowledged the callback.</summary>
    Acknowledged,

    /// <summary>A node is about to be told that the contact has replied.</summary>
    Replying,

    /// <summary>A node has acknowledged that the contact has replied, and that this ends its job.</summary>
    Replied,
}

/// <summary>One line of the journal.</summary>
/// <param name="Entry">What happened.</param>
/// <param name="Attempt">To which attempt.</param>
/// <param name="Contact">The contact's key.</param>
/// <param name="At">When, in UTC ticks.</param>
internal sealed record JournalLine(Entry Entry, AttemptId Attempt, string Contact, long At)
{
    public override string ToString() => $"{Entry} {Attempt} {Contact} {At}";

    public static JournalLine Parse(string line)
    {
        var words = line.Split(' ');
        return AttemptId.TryParse(words[1], out var attempt)
            ? new JournalLine(Enum.Parse<Entry>(words[0]), attempt, words[2], long.Parse(words[3], System.Globalization.CultureInfo.InvariantCulture))
            : throw new FormatException($"No line of the journal: {line}");
    }
}

/// <summary>The provider's own record, which outlives it: one write to the operating system for each line, before anything else happens.</summary>
internal sealed class Journal(string file) : IDisposable
{
    private readonly FileStream _file = new(file, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);

    public void Write(Entry entry, AttemptId attempt, string contact) =>
        _file.Write(System.Text.Encoding.UTF8.GetBytes($"{new JournalLine(entry, attempt, contact, DateTime.UtcNow.Ticks)}\n"));

    public static IReadOnlyList<JournalLine> Read(string file) => File.Exists(file) ? [.. File.ReadLines(file).Select(JournalLine.Parse)] : [];

    public void Dispose() => _file.Dispose();
}
