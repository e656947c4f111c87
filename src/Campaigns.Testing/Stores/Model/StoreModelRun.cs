using System.Globalization;
using Campaigns.Storage;

namespace Campaigns.Testing;

/// <summary>
/// Runs random commands against a store and a plain model: commits, commits of earlier owners, reads and reopenings. After each command,
/// the store's answer must equal the model's.
/// </summary>
public static class StoreModelRun
{
    /// <summary>The number of commands per list.</summary>
    public const int Commands = 50;

    /// <summary>Runs lists of commands, each on a new store.</summary>
    /// <param name="fixture">Makes the stores.</param>
    /// <param name="seed">The seed of the first list. Each following list adds 1.</param>
    /// <param name="lists">The number of lists.</param>
    /// <exception cref="StoreContractException">
    /// The store and the model differ. The message holds the seed and the shortest numbered beginning of the list that shows the
    /// difference.
    /// </exception>
    public static async Task RunAsync(StoreFixture fixture, int seed, int lists)
    {
        ArgumentNullException.ThrowIfNull(fixture);
        for (var i = 0; i < lists; i++)
        {
            await RunOneAsync(fixture, seed + i);
        }
    }

    private static async Task RunOneAsync(StoreFixture fixture, int seed)
    {
        var trial = new StoreTrial(fixture, await fixture.CreateAsync());
        await trial.OpenAsync();
        var list = new ModelList(trial, new Random(seed));
        try
        {
            for (var i = 0; i < Commands; i++)
            {
                await list.NextAsync();
            }

            await list.ReopenAsync();
        }
        catch (Exception error)
        {
            var lines = list.Log.Select((line, index) => string.Create(CultureInfo.InvariantCulture, $"{index + 1,3} {line}"));
            throw new StoreContractException($"{fixture.Name}, seed {seed}: {error.Message}\n{string.Join('\n', lines)}", error);
        }
    }
}

/// <summary>One list of commands during its run.</summary>
internal sealed class ModelList
{
    private readonly StoreTrial _trial;
    private readonly StoreModel _model = new();
    private readonly ModelCommands _draw;
    private readonly Random _random;

    public ModelList(StoreTrial trial, Random random)
    {
        _trial = trial;
        _random = random;
        _draw = new ModelCommands(_model, random);
    }

    /// <summary>The commands run so far.</summary>
    public List<string> Log { get; } = [];

    public Task NextAsync() => _random.Next(39) switch
    {
        < 10 => CommitAsync(),
        10 => CommitTooLateAsync(),
        < 13 => ReadNewAsync(),
        < 15 => ReadWaitingAsync(),
        15 or 16 => FindAsync(),
        17 => FindOpenAsync(),
        18 => ReadHistoryAsync(),
        19 or 20 => ReadAttemptsAsync(),
        21 or 22 => _draw.Lists.ReadAsync(_trial, Log),
        23 => PurgeAsync(),
        24 or 25 or 26 => FindCallAsync(),
        27 or 28 => ReadExpiringAsync(),
        29 or 30 => FindCampaignsAsync(),
        31 or 32 => ReadChangesAsync(),
        33 => _draw.Events.FindEventsAsync(_trial, Log),
        34 => _draw.Lists.ReadAsync(_trial, Log),
        36 => _draw.Erasures.ReadListAsync(_trial, Log),
        37 => _draw.Erasures.FindContactsAsync(_trial, Log),
        35 => _draw.Events.FindPeopleAsync(_trial, Log),
        _ => ReopenAsync(),
    };

    public async Task ReopenAsync()
    {
        Log.Add("reopen");
        var found = await _trial.ReopenAsync();
        var (campaigns, lanes) = (_model.Needed, _model.Lanes.Values.Where(lane => _model.Needed.Contains(lane.Campaign.Value)).ToList());
        Claim.SameList(
            campaigns.Select(id => _model.Campaigns[id].Show()), found.Campaigns.OrderBy(row => row.Id.Value).Select(row => row.Show()), "the campaigns");
        Claim.SameList(lanes, found.Lanes.Select(lane => lane.Lane).OrderBy(lane => lane.Id), "the lanes");
        Claim.SameList(
            _model.Counters.Where(counter => counter.Value != 0 && lanes.Exists(lane => lane.Id == counter.Key.Lane)).Select(counter => (counter.Key.Lane, counter.Key.Counter, counter.Value)).Order(),
            found.Lanes.SelectMany(lane => lane.Counters.Select((value, counter) => (lane.Lane.Id, counter, value))).Where(counter => counter.value != 0).Order(),
            "the counters");
        Claim.SameList(Show(_model.Tenants.Values), Show(found.Tenants), "the tenants");
        var listed = _model.Erasures.List.Keys;
        Claim.True(listed.ToHashSet().SetEquals(found.Suppressions) && listed.Count == found.Suppressions.Count, "the suppressions differ");
        var pending = found.Erasures.OrderBy(row => row.Id).Select(ErasureCommands.Show);
        Claim.SameList(_model.Erasures.Pending.Values.Select(ErasureCommands.Show), pending, "the pending erasures");
        Claim.SameList(_model.Providers.Values, found.Providers.OrderBy(row => row.Name, StringComparer.Ordinal), "the providers");
        Claim.SameList(_model.CallerIds.Values, found.CallerIds.OrderBy(row => row.Id), "the caller ids");
        Claim.SameList(_model.Reports.Values, found.Reports, "the reports");
        Claim.SameList(
            _model.Channels.Select(row => $"{row.Key} {row.Value}").Order(StringComparer.Ordinal),
            found.Channels.Select(row => $"{(row.Tenant, row.Channel)} {row.Unavailable}").Order(StringComparer.Ordinal),
            "the channels");
        Claim.SameList(
            _model.Busy.Values.Select(row => row.Show()),
            found.Busy.OrderBy(row => (row.Job, row.Number)).Select(row => row.Show()),
            "the busy addresses");
        Claim.Same(_model.Lead, found.Lead, "the lead");
        Claim.SameList(_model.Usage.Values.Where(row => row.Scope != LimitScope.Campaign || campaigns.Any(id => row.Name == Name(id))), found.Usage.OrderBy(row => (row.Scope, row.Name, row.Quota, row.Since)), "the usage");
        _model.Feed.Same(found);
        EventCommands.SameOpened(_model.Events, found);
        Claim.SameList(
            _model.Jobs.Values.Where(job => job.Row.State == JobState.Live).Select(job => $"{job.Show()} {_model.Attempts[(job.Row.Id, job.Row.Number)].Show()}"),
            found.Live.OrderBy(pair => pair.Job.Row.Id).Select(pair => $"{pair.Job.Show()} {pair.Attempt.Show()}"),
            "the live jobs");
        Claim.Same(_model.Last, (found.LastCampaign, found.LastLane, found.LastJob), "the last ids");
    }

    private static string Name(long campaign) => campaign.ToString(CultureInfo.InvariantCulture);

    private static IEnumerable<string> Show(IEnumerable<TenantRow> rows) =>
        rows.Select(row => $"{row.Tenant} {row.Held} {row.Reason} {row.HeldSince?.UtcTicks} {row.Revision} {row.Settings.Weight}")
            .Order(StringComparer.Ordinal);

    private async Task CommitAsync()
    {
        var expected = new ModelRefusals([], []);
        var receipt = await _trial.CommitAsync(batch =>
        {
            _draw.Fill(batch);
            Log.Add($"commit {BatchText.Show(batch.Rows)}");
            expected = _model.Write(batch.Rows);
        });
        Claim.SameList(expected.Duplicates, receipt.Duplicates, "the duplicates");
        Claim.SameList(expected.Removed, receipt.Removed, "the counter changes");
        Claim.SameList(expected.Erased, receipt.Erased, "the erased rows");
        Claim.SameList(expected.Running.Select(refused => refused.Index), receipt.Running.Select(refused => refused.Index), "the refused running contacts");
        foreach (var (index, campaigns) in expected.Running)
        {
            var named = receipt.Running.Single(refused => refused.Index == index).Campaign;
            Claim.True(campaigns.Contains(named), $"the contact of new job {index} is not running in campaign {named}");
        }
    }

    private async Task CommitTooLateAsync()
    {
        Log.Add("commit of an earlier owner");
        await Claim.ThrowsAsync<StoreFencedException>(() => _trial.CommitAsync(_draw.Fill, _trial.Epoch - 1), "it");
    }

    private async Task FindCampaignsAsync()
    {
        var query = _draw.Query();
        Log.Add($"find {query}");
        var found = await _trial.FindCampaignsAsync(query);
        Claim.SameList(_model.Find(query).Select(row => row.Show()), found.Select(campaign => campaign.Row.Show()), "the campaigns");
        foreach (var (row, lanes, usage) in found)
        {
            Claim.SameList(_model.Lanes.Values.Where(lane => lane.Campaign == row.Id), lanes.Select(lane => lane.Lane), $"the lanes of campaign {row.Id}");
            foreach (var (lane, counters) in lanes)
            {
                Claim.SameList(Enumerable.Range(0, Counter.Count).Select(counter => _model.Counters.GetValueOrDefault((lane.Id, counter))), counters, $"the counters of lane {lane.Id}");
            }

            Claim.SameList(
                _model.Usage.Values.Where(used => used.Scope == LimitScope.Campaign && used.Name == Name(row.Id.Value)),
                usage.OrderBy(used => (used.Scope, used.Name, used.Quota, used.Since)),
                $"the usage of campaign {row.Id}");
        }
    }

    private async Task PurgeAsync()
    {
        var (campaign, limit) = (_draw.Campaign(), _random.Next(1, 6));
        Log.Add($"purge campaign {campaign}, about {limit} rows a portion");
        await _trial.PurgeAsync(campaign.Value, limit);
        _model.Purge(campaign);
    }

    private async Task ReadNewAsync()
    {
        if (_model.Lanes.Count > 0)
        {
            var (lane, after, limit) = (_draw.Lane(), _draw.Job(), _random.Next(1, 6));
            Log.Add($"read new of lane {lane} after {after}, {limit} at most");
            Same(_model.New(lane, after).Take(limit), await _trial.ReadNewAsync(lane, after, limit));
        }
    }

    private async Task ReadWaitingAsync()
    {
        if (_model.Lanes.Count > 0)
        {
            var (lane, after, limit) = (_draw.Lane(), _draw.After(), _random.Next(1, 6));
            Log.Add($"read waiting of lane {lane} after {after}, {limit} at most");
            Same(_model.Waiting(lane, after).Take(limit), await _trial.ReadWaitingAsync(lane, after, limit));
        }
    }

    private async Task ReadExpiringAsync()
    {
        if (_model.Lanes.Count > 0)
        {
            var (lane, limit) = (_draw.Lane(), _random.Next(1, 6));
            Log.Add($"read expiring jobs of lane {lane}, {limit} at most");
            Same(_model.Expiring(lane).Take(limit), await _trial.ReadExpiringAsync(lane, limit));
        }
    }

    private async Task FindAsync()
    {
        var (id, campaign, key) = (_draw.Job(), _draw.Campaign(), _draw.Key());
        Log.Add($"find job {id} and {campaign} {key}");
        JobRecord? byId = _model.Jobs.TryGetValue(id, out var job) ? job : null;
        Claim.Same(byId?.Show(), (await _trial.FindAsync(id))?.Show(), "the job");
        var expected = _model.Find(campaign, key)?.Show();
        Claim.Same(expected, (await _trial.FindAsync(campaign.Value, key))?.Show(), "the job of the key");
        Claim.Same(expected, (await _trial.Store.Queries.FindJobAsync(campaign, key, CancellationToken.None))?.Show(), "the job of the key, as a query");
    }

    private async Task FindOpenAsync()
    {
        var person = _draw.Person();
        Log.Add($"find open jobs of {person.ContactKey}{person.Address} on {person.Channel} of {person.Tenant}");
        Same(_model.Open(person), (await _trial.FindOpenAsync(person)).OrderBy(job => job.Row.Id));
    }

    private async Task ReadHistoryAsync()
    {
        var (tenant, since, limit) = (_draw.Tenant(), _draw.Instant(), _random.Next(1, 6));
        Log.Add($"read the history of {tenant} since {since}, about {limit} at a time");
        Claim.SameList(
            _model.History(tenant, since).Select(row => (row.CommittedAt, row.EndedAt, row.Outcome, row.Step, row.Provider, _model.Jobs[row.Job].Row.Protocol, (row.Contact ?? _model.Jobs[row.Job].Contact).Show())).Order(),
            (await _trial.ReadHistoryAsync(tenant, since, limit)).Select(row => (row.CommittedAt, row.EndedAt, row.Outcome, row.Step, row.Provider, row.Protocol, row.Contact.Show())).Order(),
            "the history");
    }

    private async Task ReadAttemptsAsync()
    {
        var job = _draw.Job();
        Log.Add($"read the attempts of job {job}");
        Claim.SameList(
            _model.Attempts.Values.Where(row => row.Job == job).Select(row => row.Show()),
            (await _trial.ReadAttemptsAsync(job)).Select(row => row.Show()),
            "the attempts");
        Claim.SameList(_model.Results.Show(job), (await _trial.ReadResultsAsync(job)).Select(ModelResults.Show), "the results");
    }

    private async Task FindCallAsync()
    {
        var (provider, call) = (_draw.Provider(), _draw.Call());
        Log.Add($"find the attempt of {provider}'s {call}");
        var found = await _trial.FindCallAsync(call, provider);
        Claim.Same(_model.Call(provider, call)?.Show(), found?.Show(), "the attempt");
    }

    private async Task ReadChangesAsync()
    {
        var query = _model.Feed.Query(_random);
        Log.Add($"read {query}");
        _model.Feed.Same(query, await _trial.ReadChangesAsync(query.After, query.Filter, query.Limit));
    }

    private static void Same(IEnumerable<JobRecord> expected, IEnumerable<JobRecord> found) =>
        Claim.SameList(expected.Select(job => job.Show()), found.Select(job => job.Show()), "the jobs");
}
