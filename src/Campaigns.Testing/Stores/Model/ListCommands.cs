using System.Globalization;
using Campaigns.Storage;

namespace Campaigns.Testing;

/// <summary>Draws queries for lists, walks all of their pages, and compares each page with the model.</summary>
internal sealed class ListCommands(StoreModel model, ModelCommands draw, Random random)
{
    private readonly ListModel _lists = new(model);

    public Task ReadAsync(StoreTrial trial, List<string> log)
    {
        var limits = new PageLimits(random.Next(1, 6), random.Next(3) == 0 ? PageLimits.MostExamined : random.Next(1, 6));
        return random.Next(4) switch
        {
            0 => CampaignsAsync(trial, log, limits),
            1 => JobsAsync(trial, log, limits),
            2 => AttemptsAsync(trial, log, limits),
            _ => EventsAsync(trial, log, limits),
        };
    }

    private Task CampaignsAsync(StoreTrial trial, List<string> log, PageLimits limits)
    {
        var query = new CampaignListQuery(limits)
        {
            Tenant = Maybe(draw.Tenant()), State = MaybeValue((CampaignState)random.Next(8)), Text = Maybe(TextOfCampaign()),
        };
        log.Add($"list {query}");
        return WalkAsync(
            limits,
            query.Before,
            before => _lists.Read(query with { Before = before }),
            before => trial.Store.Queries.ReadCampaignsAsync(query with { Before = before }, CancellationToken.None),
            campaign => campaign.Row.Show(),
            (one, other) => other.CompareTo(one));
    }

    private Task JobsAsync(StoreTrial trial, List<string> log, PageLimits limits)
    {
        var query = new JobQuery(draw.Campaign(), limits)
        {
            States = random.Next(2) == 0 ? null : [draw.State(), draw.State()],
            WaitingFor = MaybeValue((WaitingFor)random.Next(7), 4),
            LastOutcome = MaybeValue((AttemptOutcome)random.Next(14), 4),
            Text = Maybe(Text()),
        };
        log.Add($"list {query} {query.Text?.KeyStart}");
        return WalkAsync(
            limits,
            0L,
            after => _lists.Read(query with { After = after }),
            after => trial.Store.Queries.ReadJobsAsync(query with { After = after }, CancellationToken.None),
            job => job.Show(),
            (one, other) => one.CompareTo(other));
    }

    private Task AttemptsAsync(StoreTrial trial, List<string> log, PageLimits limits)
    {
        var query = new AttemptQuery(limits)
        {
            Campaign = MaybeValue(draw.Campaign()),
            Tenant = Maybe(draw.Tenant()),
            Outcome = MaybeValue((AttemptOutcome)random.Next(14), 4),
            State = MaybeValue((AttemptState)random.Next(6), 4),
            Provider = random.Next(4) == 0 ? draw.Provider() : null,
            From = random.Next(4) == 0 ? draw.Instant() : 0,
            Until = random.Next(4) == 0 ? draw.Instant() : long.MaxValue,
            Text = Maybe(random.Next(3) == 0 ? new ContactText(draw.Call(), null) : Text()),
        };
        log.Add($"list {query} {query.Text?.KeyStart}");
        return WalkAsync(
            limits,
            default(AttemptPlace),
            after => _lists.Read(query with { After = after }),
            after => trial.Store.Queries.ReadAttemptsAsync(query with { After = after }, CancellationToken.None),
            row => $"{row.Campaign} {row.Job.Show()} {row.Attempt.Show()}",
            (one, other) => one.CompareTo(other));
    }

    private Task EventsAsync(StoreTrial trial, List<string> log, PageLimits limits)
    {
        var query = new EventQuery(limits) { Tenant = Maybe(draw.Tenant()), State = MaybeValue((EventState)random.Next(1, 4)) };
        log.Add($"list {query}");
        return WalkAsync(
            limits,
            0L,
            after => _lists.Read(query with { After = after }),
            after => trial.Store.Queries.ReadEventsAsync(query with { After = after }, CancellationToken.None),
            EventCases.Show,
            (one, other) => one.CompareTo(other));
    }

    private static async Task WalkAsync<TItem, TPlace>(
        PageLimits limits, TPlace start, Func<TPlace, IEnumerable<(TPlace Place, string Row)>> expect,
        Func<TPlace, ValueTask<QueryPage<TItem, TPlace>>> read, Func<TItem, string> show, Comparison<TPlace> compare)
        where TPlace : struct
    {
        for (var (place, pages) = (start, 0); ; pages++)
        {
            Claim.True(pages < 10_000, "the list does not end");
            var page = await read(place);
            var rest = expect(place).ToList();
            var expected = page.Next is { } next ? rest.Where(row => compare(row.Place, next) <= 0) : rest;
            Claim.SameList(expected.Select(row => row.Row), page.Items.Select(show), "a page");
            Claim.True(page.Items.Count <= limits.Items, $"a page of {limits.Items} has {page.Items.Count} rows");
            if (page.Next is not { } from)
            {
                return;
            }

            Claim.True(compare(from, place) > 0, "the next page begins where this one began");
            Claim.True(
                page.Items.Count == limits.Items || limits.Examined < PageLimits.MostExamined, "a page ends before it reaches a limit");
            place = from;
        }
    }

    private T? Maybe<T>(T value)
        where T : class => random.Next(2) == 0 ? null : value;

    private T? MaybeValue<T>(T value, int sides = 2)
        where T : struct => random.Next(sides) == 0 ? value : null;

    private string TextOfCampaign() => draw.Key()[..1].ToUpper(CultureInfo.InvariantCulture);

    private ContactText Text() => random.Next(3) switch
    {
        0 => new ContactText(draw.Key()[..random.Next(1, 3)], null),
        1 => new ContactText("none", draw.Phone()),
        _ => new ContactText("none", draw.Mail()),
    };
}
