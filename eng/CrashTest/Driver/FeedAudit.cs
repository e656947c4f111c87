using System.Globalization;

namespace Campaigns.CrashTest;

/// <summary>
/// Judges the change feed: it tells the end of every attempt once, and each node got the changes after the last acknowledged one, without a
/// gap and in order.
/// </summary>
internal sealed class FeedAudit
{
    private readonly List<List<long>> _nodes = [];
    private readonly List<(long Least, long Most)> _starts = [];
    private long _acknowledged;
    private long _acknowledging;

    /// <summary>Notes the output of a node that has ended.</summary>
    public void Note(IEnumerable<string> lines)
    {
        _nodes.Add([]);
        _starts.Add((_acknowledged, _acknowledging));
        foreach (var words in lines.Select(line => line.Split(' ')).Where(words => words.Length == 2))
        {
            if (!long.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out var sequence))
            {
                continue; // the kill cut the line
            }

            switch (words[0])
            {
                case FeedReader.Got:
                    _nodes[^1].Add(sequence);
                    break;
                case FeedReader.Acknowledging:
                    _acknowledging = sequence;
                    break;
                case FeedReader.Acknowledged:
                    _acknowledged = sequence;
                    break;
                default:
                    break;
            }
        }
    }

    /// <summary>Judges the feed in the store and what the nodes got of it.</summary>
    /// <param name="evidence">The evidence of the run.</param>
    /// <param name="lose">Called for each change that is lost or told twice.</param>
    public void Judge(Evidence evidence, Action<string> lose)
    {
        Told(evidence, lose);
        var read = _nodes.Sum(got => got.Count);
        Console.WriteLine($"feed: {evidence.Feed.Count} changes, {read} read, the last acknowledged is {_acknowledged}");
        if (_acknowledged == 0)
        {
            lose("no node has acknowledged a change");
        }

        var feed = evidence.Feed.Select(change => change.Sequence).ToList();
        for (var node = 0; node < _nodes.Count; node++)
        {
            if (_nodes[node] is not [var first, ..] got)
            {
                continue;
            }

            var from = feed.IndexOf(first);
            var before = from > 0 ? feed[from - 1] : 0;
            var (least, most) = _starts[node];
            if (from < 0 || before < least || before > most)
            {
                lose($"node {node} begins to read with change {first}; {least} was acknowledged, and {most} at most");
            }
            else if (!got.SequenceEqual(feed.Skip(from).Take(got.Count)))
            {
                lose($"node {node} did not get the changes from {first} on one after the other");
            }
        }
    }

    /// <summary>Checks that the feed tells the end of every attempt in the store once, and its last outcome.</summary>
    private static void Told(Evidence evidence, Action<string> lose)
    {
        var ended = evidence.Feed.Where(change => change.Kind == ChangeKinds.AttemptEnded).ToLookup(change => change.Attempt!.Value);
        var told = evidence.Feed.Where(change => change.Kind is ChangeKinds.AttemptEnded or ChangeKinds.AttemptCorrected)
            .GroupBy(change => change.Attempt!.Value).ToDictionary(changes => changes.Key, changes => changes.Last().Outcome);
        foreach (var row in evidence.Contacts.Concat(evidence.Enrollments).SelectMany(contact => contact.Attempts))
        {
            var id = new AttemptId(evidence.Stamp, row.Job, row.Number);
            if (ended[id].Count() != 1 || told[id] != row.Outcome)
            {
                var last = told.GetValueOrDefault(id);
                lose($"the feed tells {ended[id].Count()} times that attempt {id} ended, at last as {last}; it is {row.Outcome}");
            }
        }
    }
}
