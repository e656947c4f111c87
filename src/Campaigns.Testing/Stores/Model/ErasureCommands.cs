using Campaigns.Storage;

namespace Campaigns.Testing;

/// <summary>The expected do-not-contact lists and erasures of a store, in the simplest form. It shares no code with any store.</summary>
internal sealed class ErasureModel
{
    public Dictionary<SuppressionMark, SuppressionRow> List { get; } = [];

    public SortedDictionary<long, ErasureRow> Pending { get; } = [];

    public void Write(CommitBatch batch)
    {
        foreach (var row in batch.Suppressions)
        {
            List.Remove(MarkOf(row));
            if (row.IsActive)
            {
                List.Add(MarkOf(row), row);
            }
        }
    }

    /// <summary>Erases a person after all other rows of a batch.</summary>
    public ErasedRows Erase(StoreModel model, ErasureRow row)
    {
        Pending.Remove(row.Id);
        if (row.IsPending)
        {
            Pending.Add(row.Id, row);
        }

        var jobs = Find(model, row.Tenant, row.Keys, []).ToList();
        var changes = model.Feed.Erase(row, jobs.ToDictionary(job => job.Row.Id, job => (model.CampaignOf(job), job.Contact.Key)));
        var (contacts, attempts) = (0, 0);
        foreach (var job in jobs.Where(job => job.Row.State != JobState.Live))
        {
            contacts++;
            model.Jobs[job.Row.Id] = job with { Contact = Left(job) };
            model.Results.Erase(job.Row.Id);
            foreach (var attempt in model.Attempts.Values.Where(attempt => attempt.Job == job.Row.Id).ToList())
            {
                attempts++;
                model.Former.Remove((attempt.Job, attempt.Number));
                model.Attempts[(attempt.Job, attempt.Number)] =
                    attempt with { ProviderCallId = null, Note = null, ContentHash = 0, Contact = null };
            }
        }

        foreach (var busy in model.Busy.Values.Where(busy => busy.Tenant == row.Tenant && row.Addresses.Contains(busy.Address)).ToList())
        {
            if (!model.Jobs.TryGetValue(busy.Job, out var job) || job.Row.State != JobState.Live)
            {
                model.Busy.Remove((busy.Job, busy.Number));
            }
        }

        return new ErasedRows(contacts, attempts, model.Events.Erase(row), changes);
    }

    public static IEnumerable<JobRecord> Find(
        StoreModel model, string tenant, IReadOnlyList<string> keys, IReadOnlyList<string> addresses) =>
        model.Jobs.Values.Where(job => model.Campaigns[model.CampaignOf(job).Value].Tenant == tenant
            && (keys.Contains(job.Contact.Key) || addresses.Contains(job.Contact.Phone.Reveal())
                || job.Contact.Addresses.Values.Any(addresses.Contains)));

    /// <summary>A page of a list, or its entries with given hashes, in order.</summary>
    public IEnumerable<SuppressionRow> Read(SuppressionQuery query) => List.Values
        .Where(row => row.Tenant == query.Tenant && query.Hashes?.Contains(row.Hash) != false)
        .Where(row => query.After is not { } after || Order(MarkOf(row)).CompareTo(Order(after)) > 0)
        .OrderBy(row => Order(MarkOf(row))).Take(query.Hashes is null ? query.Limit : int.MaxValue);

    public static SuppressionMark MarkOf(SuppressionRow row) => new(row.Tenant, row.Hash, row.IsKey, row.Channel);

    private static (UInt128 Hash, bool IsKey, ChannelText Channel) Order(SuppressionMark mark) =>
        (mark.Hash, mark.IsKey, new(mark.Channel ?? ""));

    private static Contact Left(JobRecord job)
    {
        var left = new Contact($"erased:{job.Row.Id}");
        return job.Contact.ProtocolJson is null ? left : left.WithProtocolJson(job.Contact.Erase(1).ProtocolJson!);
    }

    private readonly record struct ChannelText(string Text) : IComparable<ChannelText>
    {
        public int CompareTo(ChannelText other) => string.CompareOrdinal(Text, other.Text);
    }
}

/// <summary>Draws erasures, and queries that serve them.</summary>
internal sealed class ErasureCommands(StoreModel model, ModelCommands draw, Random random)
{
    public void Draw(BatchBuilder batch)
    {
        if (random.Next(5) == 0)
        {
            string[] keys = [draw.Key(), $"č{random.Next(1_000)}"];
            batch.Erase(new ErasureRow(random.Next(1, 4), draw.Tenant(), keys, draw.SomeAddresses(), random.Next(2) == 0));
        }
    }

    public async Task ReadListAsync(StoreTrial trial, List<string> log)
    {
        var hashes = model.Erasures.List.Keys.Select(mark => mark.Hash).Append((UInt128)random.NextInt64()).ToList();
        SuppressionMark? after = random.Next(2) == 0 || model.Erasures.List.Count == 0
            ? null
            : draw.Pick(model.Erasures.List.Keys.ToList());
        var query = random.Next(2) == 0
            ? new SuppressionQuery(draw.Tenant(), [draw.Pick(hashes), draw.Pick(hashes)], null, 1)
            : new SuppressionQuery(draw.Tenant(), null, after, random.Next(1, 4));
        log.Add($"read {query}");
        var found = await trial.Store.Queries.ReadSuppressionsAsync(query, CancellationToken.None);
        IEnumerable<SuppressionRow> rows = query.Hashes is null
            ? found
            : found.OrderBy(row => row.Hash).ThenBy(row => row.IsKey).ThenBy(row => row.Channel ?? "", StringComparer.Ordinal);
        Claim.SameList(model.Erasures.Read(query).Select(Show), rows.Select(Show), "the entries");
    }

    public async Task FindContactsAsync(StoreTrial trial, List<string> log)
    {
        var (tenant, keys, addresses) = (draw.Tenant(), new[] { draw.Key(), draw.Key() }, draw.SomeAddresses());
        log.Add($"find contacts of {tenant} with {string.Join(',', keys)} or {string.Join(',', addresses)}");
        var found = await trial.Store.Queries.FindContactsAsync(tenant, keys, addresses, CancellationToken.None);
        Claim.SameList(
            ErasureModel.Find(model, tenant, keys, addresses).Select(job => job.Show()),
            found.OrderBy(job => job.Row.Id).Select(job => job.Show()), "the contacts");
    }

    public static string Show(SuppressionRow row) => $"{row} {row.Hash:x} {row.Text} {row.AddedAt:O} {row.Reason}";

    public static string Show(ErasureRow row) => $"{row} {string.Join(',', row.Keys)} {string.Join(',', row.Addresses)}";
}
