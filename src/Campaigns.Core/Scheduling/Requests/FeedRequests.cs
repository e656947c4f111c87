using Campaigns.Storage;

namespace Campaigns.Scheduling;

/// <summary>Handles requests of the change feed's readers, and trims the feed.</summary>
internal sealed class FeedRequests(SchedulerState state)
{
    private const int MostReaders = 100;
    private const int SmallestPortion = 512;

    /// <summary>A change is removed at the latest this part of its age late, if the engine runs.</summary>
    private const int Parts = 64;

    /// <summary>When the oldest change may be old enough, in UTC ticks; <see cref="Now.Never"/> if the feed is empty.</summary>
    private long _trimAt = Now.Never;
    private long _trimmed;

    /// <summary>Whether the oldest changes must be read, because some may be old.</summary>
    public bool IsTrimDue => state.Now.Wall >= _trimAt;

    /// <summary>Whether a portion was trimmed and the next one may be old too.</summary>
    public bool TrimsOn { get; private set; }

    /// <summary>
    /// The oldest changes to look at. More than the last commit has written, so that trimming keeps up with any load.
    /// </summary>
    public ChangeQuery Oldest => new(_trimmed, ChangeFilter.All, Math.Max(SmallestPortion, 2 * state.Feed.Written));

    public void Load(StoreSnapshot snapshot)
    {
        _trimmed = snapshot.TrimmedChange;
        _trimAt = snapshot.LastChange > _trimmed ? 0 : Now.Never;
    }

    /// <summary>The sequence of the last change.</summary>
    public long Last => state.Feed.Last;

    /// <summary>Adds a reader at the end of the feed, or changes the filter of a reader.</summary>
    public void Subscribe(string name, ChangeFilter filter)
    {
        var before = state.Feed.Readers.Find(name);
        if (before is null && state.Feed.Readers.All.Count >= MostReaders)
        {
            throw new CampaignException(
                CampaignError.Invalid, $"The change feed has {MostReaders} readers already; unsubscribe one that is no longer needed.");
        }

        if (before?.Filter != filter)
        {
            state.Feed.Readers.Write(
                before is null ? new SubscriptionRow(name, filter, state.Feed.Last) : before with { Filter = filter },
                state.Decisions.Batch);
        }
    }

    public void Unsubscribe(string name)
    {
        if (state.Feed.Readers.Find(name) is { } row)
        {
            state.Feed.Readers.Write(row with { IsKept = false }, state.Decisions.Batch);
        }
    }

    public IReadOnlyList<FeedSubscription> List() =>
        [.. state.Feed.Readers.All.Select(row => new FeedSubscription(row.Name, row.Filter, row.Position))];

    public SubscriptionRow Reader(string name) =>
        state.Feed.Readers.Find(name)
        ?? throw CampaignException.NotFound($"reader \"{TextLimits.Show(name)}\" of the change feed; subscribe it");

    public void Acknowledge(string name, long sequence)
    {
        var row = Reader(name);
        if (sequence > state.Feed.Last)
        {
            throw new CampaignException(
                CampaignError.Invalid,
                $"The sequence {sequence} was not told: the last one is {state.Feed.Last}. Acknowledge one that was read.");
        }

        if (sequence > row.Position)
        {
            state.Feed.Readers.Write(row with { Position = sequence }, state.Decisions.Batch);
        }
    }

    /// <summary>
    /// Removes the old ones of the oldest changes. A reader that wants none of them moves on. A reader that wants one keeps its position,
    /// and is told that it has missed changes.
    /// </summary>
    /// <param name="page">The answer to <see cref="Oldest"/>.</param>
    public void Trim(ChangePage page)
    {
        var before = state.Now.Wall - state.Settings.FeedAge.Ticks;
        var count = page.Changes.TakeWhile(row => row.At < before).Count();
        TrimsOn = count > 0 && count == page.Changes.Count;
        var pause = state.Settings.FeedAge.Ticks / Parts; // changes that age one after the other are removed together
        _trimAt = TrimsOn ? 0
            : count == page.Changes.Count ? Now.Never
            : Math.Max(page.Changes[count].At + state.Settings.FeedAge.Ticks + 1, state.Now.Wall + pause);
        if (count == 0)
        {
            return;
        }

        var old = page.Changes.Take(count).ToList();
        var (from, last) = (_trimmed, old[^1].Sequence);
        foreach (var row in state.Feed.Readers.All.Where(row => row.Position >= from && row.Position < last).ToList())
        {
            if (!old.Exists(change => change.Sequence > row.Position && row.Filter.Matches(change.Kind, change.Tenant, change.Campaign)))
            {
                state.Feed.Readers.Write(row with { Position = last }, state.Decisions.Batch);
            }
        }

        _trimmed = last;
        state.Decisions.Batch.Trim(last);
    }

    /// <summary>Notes that the feed has a change again whose age must be watched.</summary>
    public void Watch()
    {
        if (state.Feed.Written > 0 && _trimAt == Now.Never)
        {
            _trimAt = Now.After(state.Now.Wall, state.Settings.FeedAge);
        }
    }
}
