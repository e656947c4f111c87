using System.Globalization;
using Campaigns.Scheduling;
using Campaigns.Storage;

namespace Campaigns.Engine;

/// <summary>Do-not-contact lists as a whole, and the erasure of persons.</summary>
internal sealed partial class CampaignClient
{
    private const string SuppressionCursor = "suppressions";
    private const int ImportPortion = 10_000;
    private const int MostRefused = 1_000;

    public async Task<CampaignPage<SuppressionEntry>> ListSuppressionsAsync(
        string tenant, string? after, int limit, CancellationToken cancellationToken)
    {
        tenant = Named.Of(tenant);
        var query = new SuppressionQuery(tenant, null, ReadCursor(tenant, after), PageCursor.Limit(limit));
        var rows = await QueryAsync(queries => queries.ReadSuppressionsAsync(query, cancellationToken));
        var next = rows.Count < limit ? null : PageCursor.Write(SuppressionCursor, PositionOf(rows[^1]));
        return new([.. rows.Select(row => EntryOf(row, null))], next);
    }

    public async Task<IReadOnlyList<SuppressionEntry>> FindSuppressionsAsync(PersonIdentity person, CancellationToken cancellationToken)
    {
        var named = Read(person);
        List<(string Text, bool IsKey)> texts =
            [.. named.Keys.Select(key => (key, true)), .. named.Addresses.Select(address => (address, false))];
        var hashes = await AskAsync(
            scheduler => texts.Select(pair => scheduler.Suppressions.HashOf(named.Tenant, pair.Text)).ToList(), cancellationToken);
        var query = new SuppressionQuery(named.Tenant, hashes, null, int.MaxValue);
        var rows = await QueryAsync(queries => queries.ReadSuppressionsAsync(query, cancellationToken));
        return
        [
            .. rows.Select(row => (Row: row, Index: Enumerable.Range(0, texts.Count).FirstOrDefault(
                    i => hashes[i] == row.Hash && texts[i].IsKey == row.IsKey, -1)))
                .Where(found => found.Index >= 0).Select(found => EntryOf(found.Row, texts[found.Index].Text)),
        ];
    }

    public Task<SuppressionImport> ImportSuppressionsAsync(
        string tenant, IAsyncEnumerable<Suppression> entries, CancellationToken cancellationToken) =>
        ReadAsync(tenant, entries, isCheck: false, cancellationToken);

    public Task<SuppressionImport> CheckSuppressionsAsync(
        string tenant, IAsyncEnumerable<Suppression> entries, CancellationToken cancellationToken) =>
        ReadAsync(tenant, entries, isCheck: true, cancellationToken);

    private async Task<SuppressionImport> ReadAsync(
        string tenant, IAsyncEnumerable<Suppression> entries, bool isCheck, CancellationToken cancellationToken)
    {
        tenant = Named.Of(tenant);
        ArgumentNullException.ThrowIfNull(entries);
        var (portion, refused, report) = (new List<Suppression>(), new List<RefusedSuppression>(), new SuppressionImport(0, 0, 0, []));
        var row = 0L;
        await foreach (var entry in entries.WithCancellation(cancellationToken))
        {
            row++;
            if (ProblemOf(tenant, entry, portion) is { } problem)
            {
                report = report with { Invalid = report.Invalid + 1 };
                if (refused.Count < MostRefused)
                {
                    refused.Add(new RefusedSuppression(row, problem));
                }
            }

            if (isCheck)
            {
                report = report with { Added = report.Added + Math.Min(portion.Count, 1) };
                portion.Clear();
            }
            else if (portion.Count >= ImportPortion)
            {
                report = await ImportAsync(tenant, portion, report, cancellationToken);
            }
        }

        return await ImportAsync(tenant, portion, report, cancellationToken) with { Refused = refused };
    }

    public Task<ErasureReceipt> EraseAsync(PersonIdentity person, CancellationToken cancellationToken) =>
        PostAsync(new EraseCommand(Read(person)), cancellationToken);

    private async Task<SuppressionImport> ImportAsync(
        string tenant, List<Suppression> portion, SuppressionImport report, CancellationToken cancellationToken)
    {
        if (portion.Count == 0)
        {
            return report;
        }

        var command = new ImportSuppressionsCommand(tenant, [.. portion]);
        var added = await PostAsync(command, cancellationToken, nameof(ImportSuppressionsAsync));
        var known = portion.Count - added;
        portion.Clear();
        return report with { Added = report.Added + added, Known = report.Known + known };
    }

    /// <summary>Adds an entry to a portion, as given and as the numbering plans read it.</summary>
    /// <returns>Why the entry is refused; null if it is not.</returns>
    private string? ProblemOf(string tenant, Suppression? entry, List<Suppression> portion)
    {
        if (entry is null || entry.Tenant != tenant)
        {
            return entry is null ? "the entry is null; leave it out" : "the entry is of another tenant; import it for that tenant";
        }

        var read = Numbers.Read(entry, out var problem);
        if (problem is null)
        {
            portion.Add(entry);
            if (read != entry)
            {
                portion.Add(read);
            }
        }

        return problem is null ? null : $"the address matches nobody: {problem}";
    }

    /// <summary>Reads a person's key and addresses in the forms in which contacts have them.</summary>
    private ErasedPerson Read(PersonIdentity person)
    {
        ArgumentNullException.ThrowIfNull(person);
        ArgumentNullException.ThrowIfNull(person.Addresses);
        string[] given = [.. person.Addresses]; // later changes by the caller have no effect
        var tenant = Named.Of(person.Tenant);
        if (given.Length > PersonIdentity.MaxAddresses || (given.Length == 0 && person.ContactKey is null))
        {
            var problem = given.Length == 0 ? "has neither a key nor an address; give one of them"
                : $"has {given.Length} addresses; use up to {PersonIdentity.MaxAddresses}";
            throw new ArgumentException($"The person {problem}.", nameof(person));
        }

        string[] keys = person.ContactKey is { } key ? [Suppression.OfKey(tenant, key, null).ContactKey!] : [];
        var addresses = new HashSet<string>(StringComparer.Ordinal);
        foreach (var address in given)
        {
            ArgumentNullException.ThrowIfNull(address, nameof(person));
            var entry = Suppression.OfAny(tenant, address, null);
            var read = Numbers.Read(entry, out var problem);
            _ = problem is null ? true : throw new CampaignException(CampaignError.Invalid, $"The address matches nobody: {problem}.");
            addresses.UnionWith([entry.Address!, read.Address!]);
        }

        return new ErasedPerson(tenant, keys, addresses, given);
    }

    private static SuppressionEntry EntryOf(SuppressionRow row, string? text)
    {
        text = row.Text ?? text;
        var person = text is null ? null
            : row.IsKey ? Suppression.Restore(row.Tenant, text, row.Channel, null)
            : Suppression.OfCanonical(row.Tenant, text, row.Channel);
        return new SuppressionEntry(person, row.Channel, row.AddedAt, row.Reason);
    }

    private static string PositionOf(SuppressionRow row) =>
        string.Create(CultureInfo.InvariantCulture, $"{row.Hash:x32}{(row.IsKey ? 1 : 0)}{(row.Channel is null ? 0 : 1)}{row.Channel}");

    private static SuppressionMark? ReadCursor(string tenant, string? after)
    {
        const int Digits = 32;
        if (PageCursor.Read(SuppressionCursor, after) is not { } text)
        {
            return null;
        }

        return text.Length >= Digits + 2
            && UInt128.TryParse(text.AsSpan(0, Digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hash)
            ? new SuppressionMark(tenant, hash, text[Digits] == '1', text[Digits + 1] == '1' ? text[(Digits + 2)..] : null)
            : throw PageCursor.Invalid(after!);
    }
}
