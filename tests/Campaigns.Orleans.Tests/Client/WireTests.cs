using System.Text;
using Campaigns.InMemory;
using Campaigns.Orleans.Client;
using Campaigns.Orleans.Client.Members;
using Campaigns.Orleans.Client.Wire;
using Campaigns.Testing;

namespace Campaigns.Orleans.Tests.Client;

/// <summary>What travels arrives as it was.</summary>
public sealed class WireTests
{
    public static TheoryData<Contact> Contacts => new()
    {
        new Contact("ann", "+15550100001", "Europe/Paris"),
        new Contact(null, "+15550100001"),
        new Contact("ann", "not a number", "Mars/Base"),
        new Contact("ann", null, null, new Dictionary<string, string> { ["email"] = "ann@example.org", ["push"] = "token 1" }),
        new Contact("ann", null, null, new Dictionary<string, string> { ["email"] = "no address" }),
        new Contact("ann", "+15550100001", null, null, new Dictionary<string, string> { ["name"] = "Ännchen \"A\" 😀", ["empty"] = "" }),
        new Contact("ann").WithProtocol(new ContactProtocol { Steps = [new ContactStep { Channel = Channels.Voice }] }),
        new Contact("ann").WithProtocol(new ContactProtocol { Steps = [] }),
        new Contact(""),
        new Contact("erased:7"),
    };

    [Theory]
    [MemberData(nameof(Contacts))]
    public void Contact_is_the_same_and_is_refused_for_the_same_reason(Contact contact)
    {
        var arrived = ShardJson.Read<PortionAt<Contact?>>(ShardJson.Write(new PortionAt<Contact?>("s", 1, [contact, null]))).Items;

        Assert.Null(arrived[1]);
        Assert.True(arrived[0]!.IsSameAs(contact));
        Assert.Equal(contact.Problem, arrived[0]!.Problem);
        Assert.Equal(contact.GivenAddresses(), arrived[0]!.GivenAddresses());
    }

    [Fact]
    public void Report_keeps_all_that_it_holds()
    {
        var report = new ProviderReport(new AttemptId(ulong.MaxValue, long.MaxValue, 3), AttemptState.Ended, AttemptOutcome.NoAnswer)
        {
            Provider = "voice-1", CallId = "ü/1", Tenant = "acme", EventId = "e", Raw = "no-answer",
            OccurredAt = new DateTimeOffset(2026, 1, 5, 9, 0, 0, 123, TimeSpan.FromHours(5.5)).AddTicks(7),
            AttemptResult = new AttemptResult
            {
                AnsweredBy = AnsweredBy.Machine, RingTime = TimeSpan.FromTicks(1), Cost = new AttemptCost(0.0150m, "EUR"),
                Recording = new Uri("https://example.org/a b?c=%20"), Data = """{"a":[1,2.50]}""", OptOut = OptOutScope.Channel,
            },
        };

        var arrived = ShardJson.Read<ProviderReport>(ShardJson.Write(report));

        Assert.Equal(report, arrived);
        Assert.Equal(report.OccurredAt!.Value.Offset, arrived.OccurredAt!.Value.Offset);
        Assert.Equal("https://example.org/a b?c=%20", arrived.AttemptResult!.Recording!.OriginalString);
    }

    [Fact]
    public void Definition_with_every_kind_of_step_arrives_as_a_store_keeps_it()
    {
        var definition = Samples.Campaign("acme", "spring") with
        {
            Rate = RateLimit.PerMinute(3), Window = ContactWindow.Weekdays(new(9, 0), new(17, 0)), Quotas = [new Quota(3, QuotaPeriod.Day)],
            Exit = new ExitRules(), Data = new Dictionary<string, string> { ["b"] = "1", ["a"] = "2" },
            Steps =
            [
                new ContactStep { Channel = Channels.Voice, Content = "Hi {{name}}", IsTemplate = true, Timeout = TimeSpan.FromMinutes(7) },
                new DelayStep { Duration = TimeSpan.FromDays(1) },
                new ContactStep { Channel = Channels.Email, OnUnavailable = UnavailablePolicy.Skip },
            ],
        };

        var arrived = ShardJson.Read<DefinitionAt>(ShardJson.Write(new DefinitionAt(definition))).Definition;

        Assert.Equal(DefinitionJson.Write(definition), DefinitionJson.Write(arrived));
    }

    [Fact]
    public void Filters_and_persons_arrive_as_they_were()
    {
        var filter = ChangeFilter.OfTenant("acme").Only(ChangeKinds.ProviderChanged | ChangeKinds.ChannelChanged);
        var happened = ContactEvent.OfAddress("acme", "+15550100001", "bought") with
        {
            Campaign = new CampaignId(9), Id = "e-1", OccurredAt = DateTimeOffset.UnixEpoch,
        };
        var person = Suppression.OfAddress("acme", "Ann@Example.org", Channels.Email);

        Assert.Equal(filter, ShardJson.Read<SubscriptionAt>(ShardJson.Write(new SubscriptionAt("r", filter))).Filter);
        Assert.Equal(happened, ShardJson.Read<ContactEvent>(ShardJson.Write(happened)));
        Assert.Equal(person, ShardJson.Read<Suppression>(ShardJson.Write(person)));
    }

    public static TheoryData<Exception> Errors
    {
        get
        {
            var problems = new Problems();
            problems.Require(false, "Rate", 7, "use 1");
            return
            [
                new CampaignException(CampaignError.Conflict, "It has revision 3."),
                Assert.Throws<CampaignException>(() => problems.ThrowIfAny("The change")),
                new ArgumentException("The name is too long.", "tenant"),
                new ArgumentException("No parameter."),
                new ArgumentNullException("contactKey"),
                Assert.Throws<ArgumentOutOfRangeException>(() => ArgumentOutOfRangeException.ThrowIfLessThan(0, 1, "limit")),
                new OperationCanceledException(),
            ];
        }
    }

    [Theory]
    [MemberData(nameof(Errors))]
    public void Error_arrives_with_its_type_code_text_and_parameter(Exception error)
    {
        var arrived = Assert.ThrowsAny<Exception>(() => ShardAnswer.Read<bool>(ShardAnswer.WriteError(error), CancellationToken.None));

        Assert.Equal(error.GetType(), arrived.GetType());
        Assert.Equal(error.Message, arrived.Message);
        Assert.Equal((error as ArgumentException)?.ParamName, (arrived as ArgumentException)?.ParamName);
        Assert.Equal((error as CampaignException)?.Error, (arrived as CampaignException)?.Error);
        Assert.Equal((error as CampaignException)?.Problems, (arrived as CampaignException)?.Problems);
    }

    [Fact]
    public void Message_of_a_foreign_error_is_not_told_because_it_may_hold_personal_data()
    {
        var answer = ShardAnswer.WriteError(new InvalidOperationException("+15550100001 is busy"));

        var error = Assert.Throws<CampaignException>(() => ShardAnswer.Read<bool>(answer, CancellationToken.None));

        Assert.Equal(CampaignError.StoreFailed, error.Error);
        Assert.DoesNotContain("555", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a\ud800")]
    [InlineData("\udc00\ud800b")]
    [InlineData("😀\ud83d")]
    public void Text_with_half_a_surrogate_pair_arrives_so_that_the_shard_refuses_it(string text)
    {
        var contact = new Contact(text, "+15550100001", null, null, new Dictionary<string, string> { ["a"] = text });

        Assert.Equal(text, ShardJson.Read<TenantAt>(ShardJson.Write(new TenantAt(text))).Tenant);
        Assert.True(ShardJson.Read<ContactsAt>(ShardJson.Write(new ContactsAt(default, [contact],
            default))).Contacts[0]!.IsSameAs(contact));
    }

    [Fact]
    public void What_this_version_writes_it_knows()
    {
        Assert.True(AttemptId.TryParse("7f3a52c81b2d4e6f-93-1", out var attempt));
        var report = ProviderReport.Ended(attempt, AttemptOutcome.Completed) with
        {
            Provider = "line", OccurredAt = DateTimeOffset.UnixEpoch,
            AttemptResult = new AttemptResult { Cost = new AttemptCost(1.5m, "EUR") },
        };
        Assert.Equal(report, ShardJson.ReadRequest<ProviderReport>(ShardJson.Write(report)));
    }

    [Theory]
    [InlineData("""{"Definition":{"Name":"a","Steps":[],"boost":3}}""", "boost")]
    [InlineData("""{"Definition":{"Name":"a","Steps":[],"boost":null,"boosts":[],"isBoosted":false}}""", null)]
    [InlineData("""{"Definition":{"Name":"a","Steps":[{"$type":"contact","Channel":"voice","tone":"warm"}]}}""", "tone")]
    [InlineData("""{"Definition":{"Name":"a","Steps":[{"$type":"fax"}]}}""", "")]
    [InlineData("""{"Definition":{"Name":"a","Steps":[]},"Urgency":1}""", "Urgency")]
    public void What_a_newer_client_asks_for_and_the_silo_does_not_know_is_not_ignored(string json, string? unknown)
    {
        var error = Record.Exception(() => ShardJson.ReadRequest<DefinitionAt>(Encoding.UTF8.GetBytes(json)));

        Assert.Equal(unknown is null, error is null);
        Assert.Contains(unknown ?? "", (error as UnknownMemberException)?.Name ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_of_a_newer_silo_is_left_for_a_newer_owner()
    {
        var options = new CampaignsOptions { Store = new MemoryJobStore(new Random(1)) };
        options.AddProvider(Channels.Voice, new ScriptedProvider(TimeProvider.System));
        await using var engine = new CampaignEngine(options);
        var answer = await new ShardInvoker(TimeProvider.System, "silo").InvokeAsync(engine, "ReportTomorrowAsync", [], default);

        Assert.True(ShardAnswer.IsTransient(answer));
        Assert.Equal("UnknownMember", ShardAnswer.ErrorOf(answer));
        var refused = Assert.ThrowsAny<Exception>(() => ShardAnswer.Read<bool>(answer, CancellationToken.None));
        Assert.Equal(CampaignError.Invalid, Assert.IsType<CampaignException>(refused).Error);
        Assert.False(ShardAnswer.IsTransient(ShardAnswer.WriteError(new ArgumentException("no"))));
    }
}
