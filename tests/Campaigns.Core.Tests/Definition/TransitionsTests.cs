using static Campaigns.CampaignState;

namespace Campaigns.Tests.Definition;

/// <summary>Checks both state tables completely against an independent list of the legal pairs.</summary>
public class TransitionsTests
{
    private static readonly Dictionary<CampaignState, CampaignState[]> CampaignsMayBecome = new()
    {
        [Draft] = [Scheduled, Running, Canceled, Expired],
        [Scheduled] = [Running, Paused, Canceled, Expired],
        [Running] = [Paused, Completed, Failed, Canceled, Expired],
        [Paused] = [Running, Scheduled, Completed, Failed, Canceled, Expired],
        [Completed] = [Running],
        [Failed] = [Running],
        [Canceled] = [],
        [Expired] = [],
    };

    private static readonly Dictionary<JobState, JobState[]> JobsMayBecome = new()
    {
        [JobState.New] =
        [
            JobState.Waiting, JobState.Live,
            JobState.Completed, JobState.Failed, JobState.Canceled, JobState.Expired, JobState.Removed, JobState.Suppressed,
            JobState.Replied,
        ],
        [JobState.Waiting] =
        [
            JobState.Waiting, JobState.Live,
            JobState.Completed, JobState.Failed, JobState.Canceled, JobState.Expired, JobState.Removed, JobState.Suppressed,
            JobState.Replied, JobState.NoResponse,
        ],
        [JobState.Live] =
        [
            JobState.New, JobState.Waiting,
            JobState.Completed, JobState.Failed, JobState.Unknown, JobState.Canceled, JobState.Expired, JobState.Removed,
            JobState.Suppressed,
            JobState.Replied, JobState.NoResponse,
        ],
        [JobState.Completed] = [JobState.Waiting, JobState.Failed, JobState.Removed, JobState.Suppressed],
        [JobState.Failed] = [JobState.Waiting, JobState.Completed],
        [JobState.Unknown] = [JobState.Waiting, JobState.Completed, JobState.Failed],
        [JobState.Canceled] = [],
        [JobState.Expired] = [JobState.Waiting],
        [JobState.Removed] = [JobState.Waiting],
        [JobState.Suppressed] = [JobState.Waiting],
        [JobState.Replied] = [JobState.Waiting],
        [JobState.NoResponse] = [JobState.Waiting],
    };

    public static TheoryData<CampaignState> CampaignStates => [.. Enum.GetValues<CampaignState>()];

    public static TheoryData<JobState> JobStates => [.. Enum.GetValues<JobState>()];

    [Theory]
    [MemberData(nameof(CampaignStates))]
    public void Campaign_may_become_what_is_listed_and_nothing_else(CampaignState from) =>
        Assert.Equal(CampaignsMayBecome[from].Order(), Enum.GetValues<CampaignState>().Where(to => Transitions.IsLegal(from, to)));

    [Theory]
    [MemberData(nameof(JobStates))]
    public void Job_may_become_what_is_listed_and_nothing_else(JobState from) =>
        Assert.Equal(JobsMayBecome[from].Order(), Enum.GetValues<JobState>().Where(to => Transitions.IsLegal(from, to)));

    [Theory]
    [MemberData(nameof(CampaignStates))]
    public void Refused_change_of_a_campaign_names_both_states(CampaignState from)
    {
        foreach (var to in Enum.GetValues<CampaignState>())
        {
            if (CampaignsMayBecome[from].Contains(to))
            {
                Transitions.Require(new CampaignId(7), from, to);
                continue;
            }

            var refusal = Assert.Throws<CampaignException>(() => Transitions.Require(new CampaignId(7), from, to));
            Assert.Equal(CampaignError.IllegalTransition, refusal.Error);
            Assert.Equal($"Campaign 7 is {from}; it cannot become {to}.", refusal.Message);
        }
    }

    [Theory]
    [MemberData(nameof(JobStates))]
    public void Refused_change_of_a_job_names_both_states(JobState from)
    {
        foreach (var to in Enum.GetValues<JobState>())
        {
            if (JobsMayBecome[from].Contains(to))
            {
                Transitions.Require(42, from, to);
                continue;
            }

            var refusal = Assert.Throws<CampaignException>(() => Transitions.Require(42, from, to));
            Assert.Equal(CampaignError.IllegalTransition, refusal.Error);
            Assert.Equal($"Job 42 is {from}; it cannot become {to}.", refusal.Message);
        }
    }

    [Fact]
    public void Attempt_only_moves_forward()
    {
        AttemptState[] way =
        [
            AttemptState.Committed, AttemptState.Sending, AttemptState.Accepted,
            AttemptState.Ringing, AttemptState.Answered, AttemptState.Ended,
        ];
        Assert.Equal(Enum.GetValues<AttemptState>(), way);
        for (var from = 0; from < way.Length; from++)
        {
            Assert.Equal(way[(from + 1)..], way.Where(to => Transitions.IsLegal(way[from], to)));
        }
    }

    [Fact]
    public void Terminal_states_are_those_listed()
    {
        Assert.Equal(
            [
                JobState.Completed, JobState.Failed, JobState.Unknown, JobState.Canceled, JobState.Expired, JobState.Removed,
                JobState.Suppressed,
                JobState.Replied, JobState.NoResponse,
            ],
            Enum.GetValues<JobState>().Where(state => state.IsTerminal()));
        Assert.Equal([Completed, Failed, Canceled, Expired], Enum.GetValues<CampaignState>().Where(state => state.IsTerminal()));
    }
}
