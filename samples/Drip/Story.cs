using Campaigns.Handlebars;
using Campaigns.Testing;

namespace Campaigns.Samples.Drip;

/// <summary>Runs the story. Engine and client are used as in your own program. The clock jumps from one event to the next.</summary>
internal static class Story
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public static void Tell(DripFile drip, IReadOnlyList<Happening> happenings, TextWriter to)
    {
        var start = drip.Clock.Start;
        var (before, after) = (happenings.Where(happening => happening.At <= start), happenings.Where(happening => happening.At > start));
        var outbox = new Outbox();
        using var harness = new CampaignHarness(
            options =>
            {
                options.AddProvider(Channels.LinkedIn, outbox).AddProvider(Channels.Email, outbox);
                options.Templates = new HandlebarsTemplates(); // for messages such as "Hi {{contact.first_name}}"
            },
            before.Select(happening => happening.At).Append(start).Min());
        var log = new DayLog(drip, to);

        var campaign = harness.Do(client => client.CreateAsync(drip.Definition));
        harness.Do(client =>
        {
            _ = new Teller(client, log, drip, outbox).FollowAsync(campaign); // follows the campaign in parallel from now on
            return Task.CompletedTask;
        });
        var enrollment = harness.Do(client => client.AddContactsAsync(campaign, drip.Candidates));
        Tell(before);
        harness.AdvanceTo(start);
        harness.Do(client => client.StartAsync(campaign));
        Tell(after.TakeWhile(_ => IsRunning()));
        while (IsRunning())
        {
            harness.Advance(Day);
        }

        Summary.Write(harness, campaign, drip, enrollment, to);

        bool IsRunning() => !harness.Statistics(campaign).State.IsTerminal();

        void Tell(IEnumerable<Happening> all)
        {
            foreach (var happening in all)
            {
                harness.AdvanceTo(happening.At);
                log.Write(happening.At, happening.Text);
                happening.Tell(harness);
            }
        }
    }
}
