using System.Security.Cryptography;
using Campaigns.Storage;

namespace Campaigns.AspNetCore.Records;

/// <summary>
/// The turn of one host, among several that share records, to do work that must not be done by two at once. The turn is a record that its
/// host writes again and again. Each write of the work can carry that record, so a host that has lost its turn writes nothing. Clocks of
/// hosts are not compared: a turn is free when its record has not changed for a while, by the clock of the host that waits for it. A host
/// that is alone always has its turn.
/// </summary>
/// <param name="store">The records.</param>
/// <param name="work">The name of the work.</param>
/// <param name="shared">Tells that other hosts use the records too; null if the host is alone.</param>
/// <param name="time">Measures times.</param>
internal sealed class RecordTurn(IRecordStore store, string work, SharedRecords? shared, TimeProvider time)
{
    private const string Kind = "turn";
    private const string WishKind = "turn-wish";
    private const string Nobody = "\"\"";
    private const double Margin = 0.8; // of the lease: the host stops before another one may begin
    private const int Renewals = 5; // in the time of a lease
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan WishAge = TimeSpan.FromSeconds(5); // a wish is written again until it is fulfilled
    private readonly string _self = $"\"{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}\"";
    private readonly Sighting _holder = new(time);
    private readonly Sighting _wish = new(time);
    private volatile bool _isTaken;
    private volatile bool _isUncertain;
    private long _revision;
    private long _since; // before the last write that succeeded
    private long _takenAt;

    public IRecordStore Store => store;

    public bool IsShared => shared is not null;

    /// <summary>Whether this host may do the work now.</summary>
    public bool IsMine => shared is null || (_isTaken && time.GetElapsedTime(Volatile.Read(ref _since)) < shared.LeaseTime * Margin);

    /// <summary>Called when this host gets its turn, before it may do the work.</summary>
    public Action? Taken { get; set; }

    /// <summary>Writes the record of the turn once more. By default, <see cref="WriteAsync"/> with nothing else.</summary>
    public Func<Task>? Renew { get; set; }

    /// <summary>
    /// Does the work whenever this host has the turn, until the host stops. The work ends when its token is canceled: the turn is lost, or
    /// another host needs it.
    /// </summary>
    public async Task RunAsync(Func<CancellationToken, Task> run, CancellationToken stopping)
    {
        if (shared is null)
        {
            await run(stopping);
            return;
        }

        while (!stopping.IsCancellationRequested)
        {
            if (!await TryTakeAsync(stopping))
            {
                await RestAsync(stopping);
                continue;
            }

            using var ending = CancellationTokenSource.CreateLinkedTokenSource(stopping);
            var keeping = KeepAsync(shared.LeaseTime, ending);
            try
            {
                await run(ending.Token);
            }
            catch (OperationCanceledException) when (ending.IsCancellationRequested)
            {
                // the work has ended as it was told
            }
            finally
            {
                await ending.CancelAsync();
                await keeping;
                await ReleaseAsync();
            }
        }
    }

    /// <summary>Gets the turn for this host, which must be about to do the work (<see cref="RunAsync"/>).</summary>
    /// <exception cref="CampaignException">The host that has it did not hand it over.</exception>
    public async Task NeedAsync(CancellationToken cancellationToken)
    {
        for (var began = time.GetTimestamp(); !IsMine; await Task.Delay(Look / 4, time, cancellationToken))
        {
            if (time.GetElapsedTime(began) > Patience)
            {
                throw new CampaignException(
                    CampaignError.Stopped,
                    $"Another host works on the {work}, and has not handed them over. Nothing was changed. Try again.");
            }

            await store.WriteAsync([new RecordChange(new HostRecord(WishKind, work, null, null, _self))], cancellationToken);
        }
    }

    /// <summary>Refuses work of a host that does not have the turn.</summary>
    /// <exception cref="CampaignException">Another host may have it.</exception>
    public void Require()
    {
        if (!IsMine)
        {
            throw Lost();
        }
    }

    /// <summary>Writes changes that expect no revision, only if this host has the turn. Not from two threads at once.</summary>
    /// <exception cref="CampaignException">Another host has the turn, or may have it. Nothing was written.</exception>
    public async Task WriteAsync(IReadOnlyList<RecordChange> changes, CancellationToken cancellationToken)
    {
        if (shared is null)
        {
            _ = await store.WriteAsync(changes, cancellationToken)
                ? true
                : throw new InvalidOperationException("The store refused a write without conditions.");
            return;
        }

        Require();
        var since = time.GetTimestamp();
        if (_isUncertain)
        {
            await ReadOwnAsync(cancellationToken);
        }

        _isUncertain = true; // unless the store answers
        var isWritten = await store.WriteAsync([.. changes, Claim(_self)], cancellationToken);
        _isUncertain = false;
        if (!isWritten)
        {
            _isTaken = false;
            throw Lost();
        }

        _revision++;
        Volatile.Write(ref _since, since);
    }

    private async Task<bool> TryTakeAsync(CancellationToken cancellationToken)
    {
        try
        {
            var wish = await store.FindAsync(WishKind, work, cancellationToken);
            var found = await store.FindAsync(Kind, work, cancellationToken);
            var isHeld = found is not null && found.Json != Nobody && found.Json != _self;
            if (IsOfAnother(wish) || (isHeld && _holder.Look(found!.Revision) < shared!.LeaseTime))
            {
                return false;
            }

            _revision = found?.Revision ?? 0;
            var since = time.GetTimestamp();
            List<RecordChange> changes = [Claim(_self)];
            if (wish is not null)
            {
                changes.Add(new RecordChange(wish, IsDeletion: true));
            }

            if (!await store.WriteAsync(changes, cancellationToken))
            {
                return false;
            }

            _revision++;
            Volatile.Write(ref _since, since);
            (_takenAt, _isUncertain) = (since, false);
            Taken?.Invoke();
            _isTaken = true;
            return true;
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return false; // the store does not answer, or the host stops: if this was written, the record shows it next time
        }
    }

    /// <summary>Keeps the turn, until another host needs it or it is lost.</summary>
    private async Task KeepAsync(TimeSpan lease, CancellationTokenSource ending)
    {
        while (!ending.IsCancellationRequested && IsMine)
        {
            await RestAsync(ending.Token);
            try
            {
                if (time.GetElapsedTime(Volatile.Read(ref _since)) >= lease / Renewals)
                {
                    await (Renew?.Invoke() ?? WriteAsync([], ending.Token));
                }

                var isYoung = time.GetElapsedTime(_takenAt) < 2 * Look; // whoever has asked for it does what it is for first
                if (!isYoung && IsOfAnother(await store.FindAsync(WishKind, work, ending.Token)))
                {
                    break;
                }
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                // the store does not answer: the turn ends by itself, unless it does in time
            }
        }

        await ending.CancelAsync();
    }

    private async Task ReleaseAsync()
    {
        var isMine = IsMine;
        _isTaken = false;
        try
        {
            if (isMine && !_isUncertain)
            {
                await store.WriteAsync([Claim(Nobody)], CancellationToken.None);
            }
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // then the turn is free when its time is over
        }
    }

    /// <summary>After a write of unknown outcome: finds out whether the turn is still this host's.</summary>
    private async Task ReadOwnAsync(CancellationToken cancellationToken)
    {
        var found = await store.FindAsync(Kind, work, cancellationToken);
        if (found?.Json != _self)
        {
            _isTaken = false;
            throw Lost();
        }

        _revision = found.Revision;
    }

    /// <summary>Whether another host has asked for the turn a short while ago.</summary>
    private bool IsOfAnother(HostRecord? wish) =>
        wish is not null && wish.Json != _self && _wish.Look(wish.Revision) < WishAge;

    private RecordChange Claim(string holder) => new(new HostRecord(Kind, work, null, null, holder), _revision);

    private CampaignException Lost() =>
        new(CampaignError.Stopped, $"Another host works on the {work} now. Nothing was changed. Try again.");

    private Task RestAsync(CancellationToken cancellationToken) =>
        Task.Delay(Look, time, cancellationToken).ContinueWith(
            static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    /// <summary>Looks at a record, and tells how long this host has seen it unchanged.</summary>
    private sealed class Sighting(TimeProvider time)
    {
        private long _revision = -1;
        private long _at;

        public TimeSpan Look(long revision)
        {
            if (revision != _revision)
            {
                (_revision, _at) = (revision, time.GetTimestamp());
            }

            return time.GetElapsedTime(_at);
        }
    }
}
