using System.Collections.Frozen;

namespace Campaigns.Dashboard.Pages.Recruiting;

/// <summary>
/// Remembers which candidates of a sender have opened a message. Recruiting reports this as an event, and nothing else in the engine keeps
/// it. So the sender's event log is read once, in portions, and then only its end.
/// </summary>
internal sealed class OpenedMessages(ICampaignOperations operations)
{
    /// <summary>The events that are read at a time. The last portion is read again, so it is small.</summary>
    private const int Portion = 200;

    private const int MostPortions = 50;
    private const int MostSenders = 1_000;
    private readonly SemaphoreSlim _turn = new(1);
    private readonly Dictionary<string, Reading> _senders = [];

    /// <summary>The candidates of a sender who have opened a message.</summary>
    /// <param name="sender">The tenant of the sender.</param>
    /// <returns>The keys, and whether the whole log was read. If not, the next call reads on.</returns>
    public async Task<(IReadOnlySet<string> Candidates, bool IsWhole)> ReadAsync(string sender)
    {
        await _turn.WaitAsync();
        try
        {
            if (!_senders.TryGetValue(sender, out var reading))
            {
                if (_senders.Count >= MostSenders)
                {
                    _senders.Remove(_senders.Keys.First());
                }

                _senders[sender] = reading = new Reading();
            }

            for (var portion = 0; portion < MostPortions; portion++)
            {
                var page = await operations.ListLoggedEventsAsync(new EventLogFilter { Tenant = sender }, reading.After, Portion);
                reading.Opened.UnionWith(page.Items.Where(each => each.Event is { Type: "opened", ContactKey: not null })
                    .Select(each => each.Event.ContactKey!));
                if (page.Next is null)
                {
                    return (reading.Opened.ToFrozenSet(), true);
                }

                reading.After = page.Next;
            }

            return (reading.Opened.ToFrozenSet(), false);
        }
        finally
        {
            _turn.Release();
        }
    }

    private sealed class Reading
    {
        public HashSet<string> Opened { get; } = [];

        /// <summary>The cursor of the last portion that was full.</summary>
        public string? After { get; set; }
    }
}
