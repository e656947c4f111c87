using System.Runtime.CompilerServices;
using Campaigns.AspNetCore.Uploads;

namespace Campaigns.AspNetCore.Suppressions;

/// <summary>Adds the rows of an upload to a tenant's do-not-contact list while they are read.</summary>
/// <param name="tenant">The tenant.</param>
/// <param name="rows">The rows.</param>
/// <param name="channel">The channel of rows that name none; null for all channels.</param>
/// <param name="channels">The channels that providers serve.</param>
/// <param name="options">The limits.</param>
internal sealed class SuppressionImportRun(
    string tenant, IRowReader rows, string? channel, IReadOnlySet<string> channels, UploadOptions options)
{
    private const int MostGaps = 100_000;
    private readonly List<(long Entry, long Row)> _gaps = []; // from this entry on, entries stand further down than their number says

    private long _entries;

    /// <summary>What became of the rows so far.</summary>
    public SuppressionImportBody Body { get; } = new();

    /// <summary>Reads and judges all rows, and adds none. Valid rows count as added.</summary>
    /// <exception cref="UploadStoppedException">The rest of the upload cannot be read.</exception>
    public Task CountAsync(ICampaignOperations operations, CancellationToken cancellationToken) =>
        RunAsync(entries => operations.CheckSuppressionsAsync(tenant, entries, cancellationToken), cancellationToken);

    /// <summary>Reads and adds all rows.</summary>
    /// <exception cref="UploadStoppedException">The rest of the upload cannot be read.</exception>
    public Task RunAsync(ICampaignOperations operations, CancellationToken cancellationToken) =>
        RunAsync(entries => operations.ImportSuppressionsAsync(tenant, entries, cancellationToken), cancellationToken);

    private async Task RunAsync(
        Func<IAsyncEnumerable<Suppression>, Task<SuppressionImport>> act, CancellationToken cancellationToken)
    {
        await rows.OpenAsync(cancellationToken);
        Body.ReadAs = rows.ReadAs;
        var report = await act(ReadAsync(cancellationToken));
        (Body.Added, Body.Known, Body.Invalid) = (report.Added, report.Known, Body.Invalid + report.Invalid);
        foreach (var refused in report.Refused)
        {
            Add(RowOf(refused.Row), null, refused.Reason);
        }

        Body.Errors.Sort((one, other) => one.Row.CompareTo(other.Row));
        Body.ErrorsLeftOut = Body.Invalid - Body.Errors.Count;
    }

    private async IAsyncEnumerable<Suppression> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (await rows.ReadAsync(cancellationToken) is { } row)
        {
            if (++Body.Rows > options.MaxRows)
            {
                throw new UploadStoppedException($"The upload has more than {options.MaxRows} rows. Send the rest in another request.");
            }

            var problem = row.Fault;
            if (problem is null && Make(row, out problem) is { } entry)
            {
                NoteGap(row.Row);
                yield return entry;
            }
            else
            {
                Body.Invalid++;
                Add(row.Row, row.Line, problem!);
            }
        }
    }

    private Suppression? Make(UploadRow row, out string? problem)
    {
        var (key, address, on) = (row.ValueOf(ColumnUse.Key), row.ValueOf(ColumnUse.Address), row.ValueOf(ColumnUse.Channel) ?? channel);
        var isUnknown = on is not null && !channels.Contains(on);
        problem = isUnknown ? $"no provider serves the channel \"{Texts.Cut(on!)}\"; use one of "
            + $"{string.Join(", ", channels)}"
            : key is null && address is null ? "the row has neither a key nor an address"
            : null;
        return problem is null ? Suppress.Make(tenant, address is null ? key : null, address, on, out problem) : null;
    }

    private void NoteGap(long row)
    {
        _entries++;
        var known = _gaps.Count == 0 ? 0 : _gaps[^1].Row - _gaps[^1].Entry;
        if (row - _entries != known && _gaps.Count < MostGaps)
        {
            _gaps.Add((_entries, row));
        }
    }

    private long RowOf(long entry)
    {
        var at = _gaps.FindLastIndex(gap => gap.Entry <= entry);
        return at < 0 ? entry : entry + _gaps[at].Row - _gaps[at].Entry;
    }

    private void Add(long row, long? line, string reason)
    {
        if (Body.Errors.Count < options.MaxErrors)
        {
            Body.Errors.Add(new UploadError { Row = row, Line = line == 0 ? null : line, Kind = UploadErrorKind.Invalid, Error = reason });
        }
    }
}
