namespace Campaigns.Sabotages;

/// <summary>Bugs in the change feed.</summary>
internal static class FeedBugs
{
    public static IReadOnlyList<Sabotage> All { get; } =
    [
        new(
            "change told one commit late",
            "the last change of a step is written with the next commit",
            "Scheduling/State/ChangeFeed.cs",
            """
                    for (var i = 0; i < _noted; i++)
                    {
                        Prefetch.OfObject(_notes[Math.Min(i + FetchedAhead, _noted - 1)].Contact);
                        ref readonly var note = ref _notes[i];
                        var into = Reserve(ChangePayload.MostBytes(note));
                        var length = ChangePayload.Write(note, into.Span);
                        _used += length;
                        batch.Write(new ChangeRow(++Last, now, note.Kind, note.Tenant, note.Campaign, into[..length]));
                    }

                    Array.Clear(_notes, 0, _noted);
                    _noted = 0;
            """,
            """
                    var ready = Math.Max(0, _noted - 1);
                    for (var i = 0; i < ready; i++)
                    {
                        Prefetch.OfObject(_notes[Math.Min(i + FetchedAhead, _noted - 1)].Contact);
                        ref readonly var note = ref _notes[i];
                        var into = Reserve(ChangePayload.MostBytes(note));
                        var length = ChangePayload.Write(note, into.Span);
                        _used += length;
                        batch.Write(new ChangeRow(++Last, now, note.Kind, note.Tenant, note.Campaign, into[..length]));
                    }

                    Array.Copy(_notes, ready, _notes, 0, _noted - ready);
                    _noted -= ready;
            """),
        new(
            "unread change acknowledged",
            "an acknowledgment moves the reader to the end of the change feed",
            "Scheduling/Requests/FeedRequests.cs",
            "state.Feed.Readers.Write(row with { Position = sequence }, state.Decisions.Batch);",
            "state.Feed.Readers.Write(row with { Position = state.Feed.Last }, state.Decisions.Batch);"),
        new(
            "young changes trimmed",
            "changes are removed at half their age",
            "Scheduling/Requests/FeedRequests.cs",
            "var before = state.Now.Wall - state.Settings.FeedAge.Ticks;",
            "var before = state.Now.Wall - (state.Settings.FeedAge.Ticks / 2);"),
    ];
}
