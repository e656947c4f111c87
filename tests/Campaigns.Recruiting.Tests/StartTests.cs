using Campaigns.Recruiting.Tests.Support;
using Campaigns.Samples.UpstreamMock;

namespace Campaigns.Recruiting.Tests;

/// <summary>One running campaign per candidate, over all roles and senders, whatever comes between.</summary>
public sealed class StartTests : IDisposable
{
    private readonly World _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public void A_campaign_starts_at_once_and_its_id_is_returned()
    {
        var answer = _world.Put(Bodies.Milan);

        Assert.Equal(201, answer.Status);
        Assert.Equal(1001, answer.Body.GetProperty("senderId").GetInt64());
        Assert.NotEmpty(answer.CampaignId);
        Assert.Equal(2, _world.Sent.Count);
    }

    [Fact]
    public void The_same_definition_again_is_the_same_campaign()
    {
        var first = _world.Put(Bodies.Milan);
        var again = _world.Put(Bodies.Milan.Replace("\"id\": 1,", "\"id\":1  ,", StringComparison.Ordinal));

        Assert.Equal((200, first.CampaignId), (again.Status, again.CampaignId));
        Assert.Equal(2, _world.Sent.Count);
    }

    [Theory]
    [InlineData(1, "Bearer andreas", "another text")]
    [InlineData(2, "Bearer andreas", "text")]
    [InlineData(2, "Bearer petra", "text")]
    [InlineData(1, "Bearer petra", "another text")]
    public void Another_definition_role_or_both_is_a_conflict_that_names_the_existing(int role, string credential, string text)
    {
        var first = _world.Put(Bodies.Mail("text"), candidate: 161, role: 1);
        var other = _world.Put(Bodies.Mail(text), candidate: 161, role: role, credential: credential);

        Assert.Equal((409, first.CampaignId), (other.Status, other.CampaignId));
        Assert.Contains(first.CampaignId, other.Detail, StringComparison.Ordinal);
        Assert.Equal(1, other.Body.GetProperty("roleId").GetInt64());
        Assert.Single(_world.Sent);
    }

    [Fact]
    public void Another_candidate_is_no_conflict()
    {
        var first = _world.Put(Bodies.Mail("text"), candidate: 1);
        var other = _world.Put(Bodies.Mail("text"), candidate: 2);

        Assert.Equal(201, other.Status);
        Assert.NotEqual(first.CampaignId, other.CampaignId);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void After_the_end_a_new_campaign_starts(bool isPolledBetween)
    {
        var first = _world.Put(Bodies.Mail("text"));
        _world.Harness.Advance(TimeSpan.FromDays(31));
        Assert.Equal(JobState.NoResponse, _world.Status(first).State);
        if (isPolledBetween)
        {
            _world.Poll();
            Assert.Empty(_world.Records("recruiting-outreach"));
        }

        var second = _world.Put(Bodies.Mail("text"));
        Assert.Equal(201, second.Status);
        Assert.NotEqual(first.CampaignId, second.CampaignId);
        Assert.Equal(2, _world.Sent.Count);
    }

    [Fact]
    public void After_the_end_a_new_campaign_starts_though_the_roles_campaign_goes_on_with_others()
    {
        var first = _world.Put(Bodies.Mail("text"), candidate: 1);
        _world.Put(Bodies.Mail("text"), candidate: 2);
        _world.Platform.Receive(11, 1, 1001, "yes", _world.Harness.Now);
        _world.PollAfter(TimeSpan.FromMinutes(6));
        Assert.Equal(JobState.Replied, _world.Status(first).State);

        var second = _world.Put(Bodies.Mail("again"), candidate: 1);
        Assert.Equal(201, second.Status);
        Assert.NotEqual(first.CampaignId, second.CampaignId);
        Assert.Equal(["text", "again"], _world.TextsTo(1));
    }

    [Fact]
    public void Candidates_of_a_role_share_one_campaign_of_the_engine()
    {
        var ids = Enumerable.Range(1, 5).Select(candidate => _world.Put(Bodies.Mail($"text {candidate}"), candidate).CampaignId);
        Assert.Single(ids.Select(id => id.Split('-')[0]).Distinct());
        Assert.Equal(["text 3"], _world.TextsTo(3));
    }

    [Fact]
    public void An_unknown_role_and_a_candidate_of_another_role_are_not_found()
    {
        var unknown = _world.Put(Bodies.Milan, role: 77);
        Assert.Equal((404, "There is no role 77 that you may see."), (unknown.Status, unknown.Detail));

        var other = _world.Put(Bodies.Milan, candidate: 300, role: 1);
        Assert.Equal((404, "Candidate 300 is not a candidate of role 1."), (other.Status, other.Detail));
        Assert.Empty(_world.Sent);
        Assert.Empty(_world.Records("recruiting-sender"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Bearer nobody")]
    public void Without_a_valid_credential_nothing_starts(string? credential)
    {
        Assert.Equal(401, _world.Put(Bodies.Milan, credential: credential).Status);
        Assert.Empty(_world.Sent);
    }

    [Fact]
    public void Faults_are_listed_with_their_places_and_the_platform_is_not_asked()
    {
        var answer = _world.Put("""{"nodes":[{"id":4,"type":"message","channel":"GMAIL","message":"Hi"}]}""");

        Assert.Equal(400, answer.Status);
        Assert.Equal("/problems/invalid", answer.Body.GetProperty("type").GetString());
        Assert.Equal("/nodes/0/subject_line", answer.Body.GetProperty("faults")[0].GetProperty("at").GetString());
        Assert.StartsWith("Node 4:", answer.Faults[0], StringComparison.Ordinal);
        Assert.Empty(_world.Http.Requests);
    }

    [Fact]
    public void A_body_over_the_limit_is_refused() =>
        Assert.Equal(413, _world.Put(Bodies.Mail(new string('x', 140_000))).Status);

    [Fact]
    public void A_candidate_who_cannot_be_reached_is_refused_and_can_be_tried_again()
    {
        var answer = _world.Put(Bodies.Mail("text"), candidate: 10); // without an address
        Assert.Equal((400, "The candidate has no address on any channel of the campaign: email."), (answer.Status, answer.Detail));

        _world.Platform.SetCandidate(new Candidate(11, "A", "B", "not an address", null));
        var wrong = _world.Put(Bodies.Mail("text"), candidate: 11);
        Assert.Equal(400, wrong.Status);
        Assert.Contains("address", wrong.Detail, StringComparison.Ordinal);

        _world.Platform.SetCandidate(new Candidate(11, "A", "B", "right@example.com", null));
        Assert.Equal(201, _world.Put(Bodies.Mail("text"), candidate: 11).Status);
        Assert.Single(_world.Sent);
    }

    [Theory]
    [InlineData(Fault.ErrorBefore)]
    [InlineData(Fault.Silence)]
    public void When_the_platform_is_down_nothing_starts_and_the_request_can_be_repeated(Fault fault)
    {
        _world.Http.Fault = name => name.EndsWith("/candidate", StringComparison.Ordinal) ? fault : Fault.None;
        var answer = _world.Put(Bodies.Milan);
        Assert.Equal(503, answer.Status);
        Assert.Empty(_world.Records("recruiting-outreach"));

        _world.Http.Fault = _ => Fault.None;
        Assert.Equal(201, _world.Put(Bodies.Milan).Status);
        Assert.Equal(2, _world.Sent.Count);
    }

    [Fact]
    public void Messages_after_the_end_are_warned_of()
    {
        var answer = _world.Put(Bodies.Mails("first", 31 * 24 * 3600, "never"));
        Assert.Equal(201, answer.Status);
        Assert.Contains("never sent", answer.Body.GetProperty("warnings")[0].GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text", "text", 200)]
    [InlineData("text", "other", 409)]
    public void Of_two_requests_at_the_same_time_one_wins(string one, string other, int loser)
    {
        var answers = _world.Run(async () =>
        {
            var isFirstDone = new TaskCompletionSource();
            _world.Store.NextWaitsFor = isFirstDone.Task;
            var late = _world.PutAsync(Bodies.Mail(other), 161, role: 1, "Bearer petra"); // has read that nobody runs, and waits to write
            var first = await _world.PutAsync(Bodies.Mail(one), 161, role: 1);
            isFirstDone.SetResult();
            return new[] { first, await late };
        });

        Assert.Equal([201, loser], answers.Select(answer => answer.Status));
        Assert.Single(answers.Select(answer => answer.CampaignId).Distinct());
        Assert.Single(_world.Sent);
    }

    /// <summary>The process dies at each write to the store, before or after it. Another process finishes what was reserved.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_crash_between_two_steps_neither_loses_nor_doubles_a_campaign(bool takesEffect)
    {
        var unfinished = 0;
        for (var write = 1; write <= 5; write++)
        {
            using var world = new World();
            world.Put(Bodies.Mail("to another"), candidate: 2); // so that the role has a campaign
            (world.Store.TakesEffect, world.Store.CutAt) = (takesEffect, write);
            try
            {
                world.Put(Bodies.Mail("text"));
            }
            catch (IOException)
            {
                unfinished++;
            }

            world.Restart();
            world.PollAfter(TimeSpan.FromMinutes(1));
            var again = world.Put(Bodies.Mail("text"));
            world.PollAfter(TimeSpan.FromMinutes(10));

            Assert.Contains(again.Status, new[] { 200, 201 });
            Assert.Equal(["text"], world.TextsTo(1));
            Assert.Equal(JobState.Waiting, world.Status(again).State);
        }

        Assert.InRange(unfinished, 3, 5);
    }
}
