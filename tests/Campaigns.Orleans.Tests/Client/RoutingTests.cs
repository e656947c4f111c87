using System.Collections;
using System.Reflection;
using System.Text.Json.Serialization.Metadata;
using Campaigns.Orleans.Client;
using Campaigns.Orleans.Client.Members;
using Campaigns.Orleans.Client.Wire;

namespace Campaigns.Orleans.Tests.Client;

/// <summary>Every member of the four interfaces reaches shards.</summary>
public sealed class RoutingTests : IAsyncLifetime
{
    private ShardsInMemory _shards = null!;
    private ClusterClient _client = null!;
    private CampaignId _campaign;

    public static TheoryData<string> Members =>
    [
        .. new[] { typeof(ICampaignClient), typeof(ICampaignReports), typeof(ICampaignOperations), typeof(ICampaignFeed) }
            .SelectMany(type => type.GetMethods()).Select(NameOf),
    ];

    public async ValueTask InitializeAsync()
    {
        _shards = await ShardsInMemory.StartAsync(2);
        _client = _shards.Client();
        _campaign = await _client.CreateAsync(Samples.Campaign("t1", "spring"), CancellationToken.None);
        await _client.AddContactsAsync(_campaign, Samples.Contacts(1), CancellationToken.None);
        await _client.SubscribeAsync("reader", ChangeFilter.All, CancellationToken.None);
    }

    public ValueTask DisposeAsync() => _shards.DisposeAsync();

    [Theory]
    [MemberData(nameof(Members))]
    public async Task Member_reaches_a_shard(string name)
    {
        var method = new[] { typeof(ICampaignClient), typeof(ICampaignReports), typeof(ICampaignOperations), typeof(ICampaignFeed) }
            .SelectMany(type => type.GetMethods()).Single(each => NameOf(each) == name);
        var before = _shards.Calls.Count;

        var answer = method.Invoke(_client, [.. method.GetParameters().Select(SampleOf)])!;

        var outcome = await OutcomeAsync(answer);
        Assert.True(outcome is null or CampaignException, $"{name}: {outcome}");
        Assert.True(_shards.Calls.Count > before, $"{name} reached no shard");
    }

    [Fact]
    public void Types_of_all_members_can_be_written_and_read()
    {
        var types = MemberTable.Names.Select(name => MemberTable.Find(name)!.GetType().GetGenericArguments()).SelectMany(each => each);

        foreach (var type in types.Distinct())
        {
            Assert.True(ShardJson.CanWrite(type), $"{type} is not listed in ShardJsonContext");
        }
    }

    [Fact]
    public async Task Shard_refuses_a_member_that_it_does_not_know()
    {
        var answer = await new ShardInvoker(_shards.Time, "silo").InvokeAsync(_shards.Engines[0], "New", [], CancellationToken.None);

        var error = Assert.Throws<CampaignException>(() => ShardAnswer.Read<bool>(answer, CancellationToken.None));
        Assert.Contains("New", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Campaign_of_no_shard_is_not_found_in_the_words_of_one_engine()
    {
        var local = await Assert.ThrowsAsync<CampaignException>(() => _shards.Engines[0].Client.PauseAsync(new CampaignId(99L << 48)));
        foreach (var id in new[] { 99L << 48, -1, long.MinValue, long.MaxValue })
        {
            var error = await Assert.ThrowsAsync<CampaignException>(() => _client.PauseAsync(new CampaignId(id), CancellationToken.None));
            Assert.Equal(CampaignError.NotFound, error.Error);
            Assert.Equal(
                local.Message.Replace((99L << 48).ToString(), "?", StringComparison.Ordinal),
                error.Message.Replace(id.ToString(), "?", StringComparison.Ordinal));
        }
    }

    private static string NameOf(MethodInfo method) =>
        $"{method.DeclaringType!.Name}.{method.Name}({string.Join(", ", method.GetParameters().Select(each => each.Name))})";

    /// <summary>Waits for the answer, or for the first items of a stream.</summary>
    private static async Task<Exception?> OutcomeAsync(object answer)
    {
        try
        {
            var task = answer as Task ?? (Task)typeof(RoutingTests).GetMethod(nameof(FirstAsync),
                BindingFlags.NonPublic | BindingFlags.Static)!
                .MakeGenericMethod(answer.GetType().GetInterfaces().Single(
                    each => each.IsGenericType && each.GetGenericTypeDefinition() == typeof(IAsyncEnumerable<>)).GetGenericArguments())
                .Invoke(null, [answer])!;
            await task.WaitAsync(Waits.Longest, CancellationToken.None);
            return null;
        }
        catch (Exception error)
        {
            return error;
        }
    }

    private static async Task FirstAsync<T>(IAsyncEnumerable<T> stream)
    {
        using var stop = new CancellationTokenSource();
        await using var items = stream.GetAsyncEnumerator(stop.Token);
        var first = items.MoveNextAsync().AsTask();
        await Task.WhenAny(first, Task.Delay(50, CancellationToken.None));
        await stop.CancelAsync();
        try
        {
            await first;
        }
        catch (OperationCanceledException)
        {
            // nothing has happened, which is what the stream waits for
        }
    }

    private object? SampleOf(ParameterInfo parameter)
    {
        var type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        return parameter.HasDefaultValue && parameter.DefaultValue is null && !type.IsValueType ? null
            : type == typeof(CampaignId) ? _campaign
            : type == typeof(string) ? TextOf(parameter.Name!)
            : type == typeof(CancellationToken) ? CancellationToken.None
            : Values().FirstOrDefault(type.IsInstanceOfType) ?? (parameter.HasDefaultValue ? parameter.DefaultValue
                : Activator.CreateInstance(type));
    }

    private static string TextOf(string name) => name switch
    {
        "tenant" => "t1", "contactKey" => "c0", "key" => "spring", "provider" => "voice-1", "number" => "+15550100", "reader" => "reader",
        "channel" => Channels.Voice, _ => "sample",
    };

    private static IEnumerable<object> Values() =>
    [
        Samples.Campaign("t1"), new ContactProtocol { Steps = [new ContactStep { Channel = Channels.Voice }] }, Samples.Contacts(2),
        Samples.Contacts(2).ToAsyncEnumerable(), ProviderReport.Ended(new AttemptId(1, 1, 1), AttemptOutcome.Completed),
        new InboundEvent("t1", "e", "t"), new[] { new InboundEvent("t1", "e", "t") }, ContactEvent.OfContact("t1", "c0"),
        Suppression.OfContact("t1", "c9"), new[] { Suppression.OfContact("t1", "c9") }.ToAsyncEnumerable(),
        new PersonIdentity("t1") { ContactKey = "c0" }, new TenantSettings(), new EngineLimits(), new ProviderSettings(),
            new CallerIdSettings(),
        CampaignStrategies.FairShare, ChangeFilter.All, new NotedCall("voice-1", "x", AttemptOutcome.Completed),
        new CampaignTrigger { Tenant = "t1", Name = "n", EventType = "t", CampaignKey = "spring" },
        (Func<CampaignSettings, CampaignSettings>)(each => each with { Weight = 2 }),
            (Func<Contact, Contact>)(each => each.WithZone("Europe/Rome")),
        (Func<TenantSettings, TenantSettings>)(each => each), (Func<EngineLimits, EngineLimits>)(each => each),
        (Func<ProviderSettings, ProviderSettings>)(each => each), new DateTimeOffset(2026, 1, 6, 9, 0, 0, TimeSpan.Zero),
    ];
}
