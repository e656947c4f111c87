using Campaigns.Storage;

namespace Campaigns.Simulation;

/// <summary>
/// Judges the numbers of attempts: no number above its caps, none that is out, the contact's last number where it had room, else the number
/// used least today.
/// </summary>
internal sealed class CallerIdCheck(Judge judge)
{
    /// <summary>Applies changed numbers of a commit, before its attempts.</summary>
    public void Apply(CommitBatch batch)
    {
        foreach (var row in batch.CallerIds)
        {
            var facts = Find(row.Provider, row.Number);
            judge.Require(facts is not null, 9, () => $"caller id {row.Number} of {row.Provider} is written, but not registered");
            judge.Require(
                facts is null || facts.Id == 0 || facts.Id == row.Id, 9, () => $"{facts} had id {facts!.Id}, and is written with {row.Id}");
            var other = All.FirstOrDefault(known => known.Id == row.Id && known != facts);
            judge.Require(other is null, 9, () => $"{facts} is written with the id of {other}");
            facts?.Quotas.Change(
                CallerIdFacts.Counted(facts.Settings.Latest), CallerIdFacts.Counted(row.Settings ?? facts.Registered));
            facts?.Commit(row, judge.Events, judge.Kernel.Mono);
        }
    }

    /// <summary>Judges a committed intent. The books hold the whole commit.</summary>
    public void Decided(AttemptFacts attempt, DateTimeOffset now, List<AttemptFacts> intents)
    {
        var pool = judge.Books.Providers[attempt.Row.Provider].CallerIds;
        var facts = pool.Find(facts => facts.Number == attempt.Row.CallerId);
        judge.Require(
            facts is not null || (pool.Count == 0 && attempt.Row.CallerId is null), 9,
            () => $"{attempt} has caller id {attempt.Row.CallerId}; its provider has {pool.Count}");
        if (facts is null)
        {
            return;
        }

        var settings = facts.Settings.Latest;
        attempt.CountsForCallerId = settings.Switch == ProviderSwitch.Automatic;
        judge.Require(
            facts.Live.Count <= settings.MaxConcurrent, 3,
            () => $"{attempt} makes {facts.Live.Count} live attempts; the cap of {facts} is {settings.MaxConcurrent}");
        judge.Require(settings.Switch != ProviderSwitch.Off, 8, () => $"{attempt} was decided with {facts}, which is off");
        judge.Require(!facts.IsOut(judge.Kernel.Mono), 8, () => $"{attempt} was decided with {facts}, which the provider refuses");
        judge.Require(
            attempt.Job.Row.CallerId == facts.Id, 9, () => $"{attempt} has {facts}, but its job keeps the id {attempt.Job.Row.CallerId}");
        Turns(attempt, facts, now, intents);
    }

    /// <summary>Judges a send against all settings that may be in force.</summary>
    public void Sent(AttemptFacts attempt, string? shown)
    {
        judge.Require(shown == attempt.Row.CallerId, 1, () => $"{attempt} was sent with caller id {shown}");
        if (attempt.Row.CallerId is not { } number || Find(attempt.Row.Provider, number) is not { } facts)
        {
            return;
        }

        var live = facts.Live.Count(other => other.SentAt >= 0);
        judge.Require(
            facts.Settings.Any(settings => live < settings.MaxConcurrent), 3,
            () => $"{attempt} was sent while {live} others are live, the cap of {facts}");
        judge.Require(
            facts.Settings.Any(settings => settings.Switch != ProviderSwitch.Off), 8,
            () => $"{attempt} was sent with {facts}, which is off");
    }

    /// <summary>Records that an attempt has ended without being placed.</summary>
    public void Ended(AttemptFacts attempt, in AttemptRow row)
    {
        var isKnown = attempt.RefusedCallerIdAt.Opens == judge.Opens && attempt.Process == judge.Process;
        if (isKnown && row.Outcome == AttemptOutcome.NotPlaced && Find(attempt.Row.Provider, attempt.Row.CallerId!) is { } facts)
        {
            facts.Refused(attempt, row.EndedAt);
        }
    }

    /// <summary>Judges what the engine tells of the numbers.</summary>
    public void Told(ProviderStatus status)
    {
        foreach (var told in status.CallerIds)
        {
            var facts = Find(status.Name, told.Number)!;
            judge.Require(
                told.Live == facts.Live.Count && told.SentToday == facts.UsedToday(judge.Kernel.Wall), 3,
                () => $"{facts} reports {told.Live} live and {told.SentToday} today; "
                    + $"there are {facts.Live.Count} and {facts.UsedToday(judge.Kernel.Wall)}");
            judge.Require(told.Settings == facts.Settings.Latest, 9, () => $"{facts} reports other settings than those stored");
        }
    }

    public CallerIdFacts? Find(string provider, string number) =>
        judge.Books.Providers.GetValueOrDefault(provider)?.CallerIds.Find(facts => facts.Number == number);

    private IEnumerable<CallerIdFacts> All => judge.Books.Providers.Values.SelectMany(provider => provider.CallerIds);

    /// <summary>
    /// Judges whether it was the number's turn. A number that has room after the whole commit had room at each of its decisions.
    /// </summary>
    private void Turns(AttemptFacts attempt, CallerIdFacts facts, DateTimeOffset now, List<AttemptFacts> intents)
    {
        var last = attempt.Job.Attempts.FindLast(other => other.Row.Number < attempt.Row.Number && other.Row.CallerId is not null);
        if (last?.Row.Provider == attempt.Row.Provider)
        {
            var sticky = Find(last.Row.Provider, last.Row.CallerId!);
            if (sticky == facts)
            {
                return;
            }

            judge.Require(
                sticky is null || !sticky.HasRoom(now), 9,
                () => $"{attempt} was decided with {facts}, although {sticky} has room and was its last");
        }

        var usedBefore = facts.UsedToday(now) - intents.Count(other =>
            other.Row.Provider == attempt.Row.Provider && other.Row.CallerId == attempt.Row.CallerId);
        var less = judge.Books.Providers[attempt.Row.Provider].CallerIds.Find(
            other => other != facts && other.HasRoom(now) && other.UsedToday(now) < usedBefore);
        judge.Require(less is null, 6, () => $"{attempt} was decided with {facts}, although {less} has room and was used less today");
    }
}
