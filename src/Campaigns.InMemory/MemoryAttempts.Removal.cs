using Campaigns.Storage;

namespace Campaigns.InMemory;

/// <content>Removes and overwrites attempts.</content>
internal sealed partial class MemoryAttempts
{
    /// <summary>Whether an attempt has ended without placing anything.</summary>
    public static bool IsRefusal(AttemptState state, AttemptOutcome outcome) =>
        state == AttemptState.Ended && !outcome.SpendsAttempt();

    /// <summary>Removes older refusals that a refused attempt repeats, beyond the number to keep.</summary>
    /// <returns>The number of removed attempts.</returns>
    public int RemoveRepeated(in StoredJob job, in AttemptRow attempt)
    {
        var newer = job.LastAttempt;
        while (this[newer].Number != attempt.Number)
        {
            newer = this[newer].Previous;
        }

        var (kept, removed, provider) = (1, 0, this[newer].Provider);
        var place = this[newer].Previous;
        for (; place != 0 && IsRefusal(this[place].State, this[place].Outcome); place = this[newer].Previous)
        {
            var repeats = this[place].Provider == provider && this[place].Outcome == attempt.Outcome;
            if (repeats && kept >= Refusals.KeptOf(attempt.Outcome))
            {
                this[newer].Previous = this[place].Previous;
                this[place].Previous = 0;
                removed += Remove(place);
                continue;
            }

            kept += repeats ? 1 : 0;
            newer = place;
        }

        return removed;
    }

    /// <summary>Removes the attempts of a job.</summary>
    /// <returns>The number of removed attempts.</returns>
    public int Remove(int last)
    {
        var count = 0;
        for (var index = last; index != 0; count++)
        {
            var previous = this[index].Previous;
            if (this[index].Texts?.CallId is { } callId)
            {
                _calls.Remove(this[index].Provider, callId, index);
            }

            this[index] = new Entry { Previous = _free };
            _free = index;
            index = previous;
        }

        return count;
    }

    /// <summary>Overwrites the texts and the content hashes of a job's attempts.</summary>
    /// <returns>The number of attempts.</returns>
    public int Erase(int last)
    {
        var count = 0;
        for (var index = last; index != 0; index = this[index].Previous, count++)
        {
            var row = Read(index) with { ProviderCallId = null, Note = null, ContentHash = 0 };
            _hashes[index] = 0;
            WriteTexts(index, ref this[index], row);
        }

        return count;
    }
}
