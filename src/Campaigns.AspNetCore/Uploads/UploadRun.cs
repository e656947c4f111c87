using System.Runtime.CompilerServices;

namespace Campaigns.AspNetCore.Uploads;

/// <summary>
/// Enrolls the contacts of an upload while it is read. Memory holds the rows of one commit of the engine, and reading waits for it.
/// </summary>
/// <param name="client">The client.</param>
/// <param name="rows">The rows.</param>
/// <param name="body">The upload, whose counts are kept current.</param>
/// <param name="options">The limits.</param>
/// <param name="file">Receives the refused rows; null for none.</param>
internal sealed class UploadRun(ICampaignClient client, IRowReader rows, UploadBody body, UploadOptions options, ErrorFile? file)
    : IProgress<EnrollmentProgress>
{
    private const int MostPending = 2_000;
    private const int PreviewRows = 20;

    /// <summary>The contacts of the current commit, and the faults between them.</summary>
    private readonly Queue<(UploadRow Row, long Contact, string? Fault)> _pending = [];

    private long _contacts;
    private long _faults;
    private long _rounded;
    private int _invalidToList;
    private int _duplicatesToList;

    /// <summary>Called now and then while rows are read, to store how far the upload is.</summary>
    public Func<Task>? Save { get; init; }

    /// <summary>Reads all rows, and adds their contacts.</summary>
    /// <exception cref="UploadStoppedException">The rest of the upload cannot be read.</exception>
    public async Task RunAsync(CampaignId campaign, bool isDryRun, CancellationToken cancellationToken)
    {
        (_invalidToList, _duplicatesToList) = (options.MaxErrors, options.MaxErrors);
        (body.Errors, body.ErrorsLeftOut, body.Preview) = ([], 0, isDryRun ? [] : null);
        await rows.OpenAsync(cancellationToken);
        body.ReadAs = rows.ReadAs;
        file?.Begin(rows.ReadAs);
        var contacts = ReadAsync(cancellationToken);
        var report = isDryRun
            ? await client.CheckContactsAsync(campaign, contacts, this, cancellationToken)
            : await client.AddContactsAsync(campaign, contacts, this, cancellationToken);
        body.Queued = report.Queued;
        Finish();
    }

    /// <summary>A commit is done: its rows are added, or refused with a reason.</summary>
    public void Report(EnrollmentProgress value)
    {
        (body.Added, body.Duplicates, body.Excluded) = (value.Added, value.Duplicates, value.Running);
        body.Invalid = value.Invalid + _faults;
        var refused = value.Refused.ToDictionary(each => each.Row);
        while (_pending.TryPeek(out var next) && (next.Contact == 0 || next.Contact <= value.Rows))
        {
            _pending.Dequeue();
            if (next.Fault is { } fault)
            {
                Refuse(next.Row, UploadErrorKind.Invalid, fault);
            }
            else if (refused.TryGetValue(next.Contact, out var reason))
            {
                Refuse(next.Row, KindOf(reason), reason.Reason);
            }
        }
    }

    private static UploadErrorKind KindOf(RefusedContact refused) =>
        refused.IsDuplicate ? UploadErrorKind.Duplicate
        : refused.Reason.StartsWith("the contact is running in campaign", StringComparison.Ordinal) ? UploadErrorKind.Excluded
        : UploadErrorKind.Invalid;

    private async IAsyncEnumerable<Contact> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (await rows.ReadAsync(cancellationToken) is { } row)
        {
            if (++body.Rows > options.MaxRows)
            {
                throw new UploadStoppedException($"The upload has more than {options.MaxRows} rows. Send the rest in another request.");
            }

            var fault = row.Fault;
            var contact = fault is null ? ContactRow.Make(row, out fault) : null;
            Preview(row, contact, fault);
            if (contact is null)
            {
                TakeFault(row, fault!);
                continue;
            }

            _rounded += ContactRow.HasRoundedKey(row) ? 1 : 0;
            _pending.Enqueue((row, ++_contacts, null));
            yield return contact;
            if (body.Rows % 10_000 == 0 && Save is not null)
            {
                await Save();
            }
        }
    }

    /// <summary>Keeps a fault in its place among the rows of the commit, unless there are too many of them.</summary>
    private void TakeFault(UploadRow row, string fault)
    {
        body.Invalid++;
        _faults++;
        if (_pending.Count is 0 or > MostPending)
        {
            Refuse(row, UploadErrorKind.Invalid, fault);
        }
        else
        {
            _pending.Enqueue((row, 0, fault));
        }
    }

    private void Refuse(UploadRow row, UploadErrorKind kind, string reason)
    {
        ref var left = ref kind == UploadErrorKind.Duplicate ? ref _duplicatesToList : ref _invalidToList;
        if (left > 0)
        {
            left--;
            var key = row.ValueOf(ColumnUse.Key) ?? row.ValueOf(ColumnUse.Phone);
            body.Errors!.Add(new UploadError
            {
                Row = row.Row,
                Line = row.Line == 0 ? null : row.Line,
                Key = key is null ? null : Texts.Cut(key),
                Kind = kind,
                Error = reason,
            });
        }
        else
        {
            body.ErrorsLeftOut++;
        }

        if (body.Preview?.Find(each => each.Row == row.Row) is { } shown)
        {
            shown.Error = reason;
        }

        if (kind != UploadErrorKind.Duplicate)
        {
            file?.Add(row.Source, reason);
        }
    }

    private void Preview(UploadRow row, Contact? contact, string? fault)
    {
        if (body.Preview is not { Count: < PreviewRows } preview)
        {
            return;
        }

        var phone = contact?.Phone;
        preview.Add(new PreviewRow
        {
            Row = row.Row, Key = contact?.Key, Zone = contact?.Zone, Error = fault,
            Phone = phone is null or { IsEmpty: true } ? null : phone.Value.Reveal(),
            Addresses = contact?.Addresses ?? new Dictionary<string, string>(), Data = contact?.Data ?? new Dictionary<string, string>(),
        });
    }

    private void Finish()
    {
        while (_pending.TryDequeue(out var next))
        {
            if (next.Fault is { } fault)
            {
                Refuse(next.Row, UploadErrorKind.Invalid, fault);
            }
        }

        body.Errors!.Sort((one, other) => one.Row.CompareTo(other.Row));
        if (_rounded > 0)
        {
            body.ReadAs!.Notes.Add($"{_rounded} keys look as if a spreadsheet had rounded them, as in 1.23457E+14. Such keys of two "
                + "people can be equal.");
        }

        var unseen = body.ReadAs!.Format == UploadFormat.Csv ? [] : rows.UnseenOfMap; // a CSV file has been refused already
        body.ReadAs.Notes.AddRange(
            unseen.Select(entry => "No row has the member of the map's "
                + $"entry \"{Texts.Cut(entry)}\"."));
    }
}
