using System.Runtime.CompilerServices;
using Campaigns.Orleans.Client;

namespace Campaigns.Orleans.Tests.Client;

/// <summary>Contacts travel in portions, and behave as with one engine.</summary>
public sealed class EnrollmentTests : IAsyncLifetime
{
    private ShardsInMemory _shards = null!;
    private ClusterClient _client = null!;
    private CampaignId _campaign;

    public async ValueTask InitializeAsync()
    {
        _shards = await ShardsInMemory.StartAsync(2);
        _client = _shards.Client();
        _campaign = await _client.CreateAsync(Samples.Campaign("t1"), CancellationToken.None);
    }

    public ValueTask DisposeAsync() => _shards.DisposeAsync();

    [Fact]
    public async Task Report_and_progress_are_those_of_one_engine()
    {
        var local = await _shards.Engines[0].Client.CreateAsync(Samples.Campaign("t0"));
        var (here, there) = (new Progress(), new Progress());

        var expected = await _shards.Engines[0].Client.AddContactsAsync(local, Mixed(2_345).ToAsyncEnumerable(), here);
        var report = await _client.AddContactsAsync(_campaign, Mixed(2_345).ToAsyncEnumerable(), there, CancellationToken.None);

        Assert.Equal(
            (expected.Added, expected.Duplicates, expected.Invalid, expected.Refused.Count),
            (report.Added, report.Duplicates, report.Invalid, report.Refused.Count));
        Assert.Equal(expected.Refused, report.Refused);
        Assert.Equal(here.Told.Select(each => (each.Added, each.Rows)), there.Told.Select(each => (each.Added, each.Rows)));
    }

    [Fact]
    public async Task Long_collection_with_a_first_instant_is_enrolled_in_portions()
    {
        var at = _shards.Time.GetUtcNow().AddDays(1);

        var report = await _client.AddContactsAsync(_campaign, Samples.Contacts(1_200).ToList(), at, CancellationToken.None);

        Assert.Equal(1_200, report.Added);
        Assert.Equal(at, (await _client.GetContactAsync(_campaign, "c1100", CancellationToken.None)).NextDue);
    }

    [Fact]
    public async Task Contacts_are_not_read_if_there_is_no_such_campaign()
    {
        var isRead = false;

        var error = await Assert.ThrowsAsync<CampaignException>(
            () => _client.AddContactsAsync(new CampaignId(77), Reading(), null, CancellationToken.None));

        Assert.Equal(CampaignError.NotFound, error.Error);
        Assert.False(isRead);

        async IAsyncEnumerable<Contact> Reading()
        {
            isRead = true;
            await Task.Yield();
            yield return new Contact("x");
        }
    }

    [Fact]
    public async Task Stream_that_fails_leaves_its_enrollment_open_as_with_one_engine()
    {
        await Assert.ThrowsAsync<InvalidDataException>(
            () => _client.AddContactsAsync(_campaign, FailingAsync(700), null, CancellationToken.None));

        await Waits.UntilAsync(async () => (await StatisticsAsync()).CutEnrollments == 1);
        Assert.Equal(500, (await StatisticsAsync()).Total);
        var again = await _client.AddContactsAsync(_campaign, Samples.Contacts(700).ToAsyncEnumerable(), null, CancellationToken.None);
        Assert.Equal((200, 500), (again.Added, again.Duplicates));
        Assert.Null((await StatisticsAsync()).EnrollmentOpenSince);
    }

    [Fact]
    public async Task Canceled_stream_is_cut()
    {
        using var stop = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => _client.AddContactsAsync(_campaign, CancelingAsync(1_100, stop), null, stop.Token));

        await Waits.UntilAsync(async () => (await StatisticsAsync()).CutEnrollments == 1);
        Assert.Equal(1_000, (await StatisticsAsync()).Total);
    }

    [Fact]
    public async Task Enrollment_that_loses_its_shard_says_how_far_it_came()
    {
        var pushes = 0;
        _shards.Fault = (_, member) => member == "PushContacts" && ++pushes > 2
            ? (new ShardAwayException(1, isUnknown: false), null)
            : default;

        var error = await Assert.ThrowsAsync<CampaignException>(() => _shards.AdvanceAsync(
            _client.AddContactsAsync(_campaign, Samples.Contacts(2_000).ToAsyncEnumerable(), null, CancellationToken.None)));

        Assert.Equal(CampaignError.StoreFailed, error.Error);
        Assert.Matches("At least (500|1000) of them are enrolled", error.Message);
    }

    [Fact]
    public async Task Portion_whose_answer_is_lost_is_taken_once()
    {
        var lost = new HashSet<string>(); // the first answer of each member
        _shards.Fault = (_, member) => member is "PushContacts" or "OpenEnrollment" or "EndEnrollment" && lost.Add(member)
            ? (null, new ShardAwayException(1, isUnknown: true))
            : default;

        var report = await _shards.AdvanceAsync(
            _client.AddContactsAsync(_campaign, Samples.Contacts(900).ToAsyncEnumerable(), null, CancellationToken.None));

        Assert.Equal((900, 0, 3), (report.Added, report.Duplicates, lost.Count));
    }

    [Fact]
    public async Task Abandoned_stream_is_cut_when_its_client_is_gone()
    {
        var source = new TaskCompletionSource();
        _ = _client.AddContactsAsync(_campaign, HangingAsync(500, source.Task), null, CancellationToken.None);
        await Waits.UntilAsync(async () => (await StatisticsAsync()).Total == 500);

        _shards.Time.Advance(TimeSpan.FromMinutes(3));

        await Waits.UntilAsync(async () => (await StatisticsAsync()).CutEnrollments == 1);
    }

    [Fact]
    public async Task Check_of_a_stream_enrolls_nobody()
    {
        var report = await _client.CheckContactsAsync(_campaign, Mixed(1_000).ToAsyncEnumerable(), null, CancellationToken.None);

        Assert.True(report is { Added: > 800, Invalid: > 0 });
        Assert.Equal(0, (await StatisticsAsync()).Total);
    }

    [Fact]
    public async Task Contacts_are_read_in_order_from_the_start_or_after_a_contact()
    {
        await _client.AddContactsAsync(_campaign, Samples.Contacts(450), CancellationToken.None);

        var all = await ReadAsync(null);
        var rest = await ReadAsync("c200");

        Assert.Equal(Samples.Contacts(450).Select(each => each.Key), all);
        Assert.Equal(all.Skip(201), rest);
        await Assert.ThrowsAsync<CampaignException>(() => ReadAsync("nobody"));
    }

    [Fact]
    public async Task Import_of_suppressions_reports_as_one_engine_does()
    {
        var entries = Enumerable.Range(0, 1_300).Select(i => Suppression.OfContact(i % 100 == 7 ? "t0" : "t1", $"p{i % 1_000}")).ToList();

        var there = await _client.ImportSuppressionsAsync("t1", entries.ToAsyncEnumerable(), CancellationToken.None);
        var here = await _shards.Engines[0].Operations.ImportSuppressionsAsync("t1", entries.ToAsyncEnumerable());

        Assert.Equal((here.Added, here.Known, here.Invalid), (there.Added, there.Known, there.Invalid));
        Assert.Equal(here.Refused, there.Refused);
    }

    private async Task<List<string>> ReadAsync(string? after)
    {
        var keys = new List<string>();
        await foreach (var contact in _client.ReadContactsAsync(_campaign, after, CancellationToken.None))
        {
            keys.Add(contact.Contact.Key);
        }

        return keys;
    }

    private Task<CampaignStatistics> StatisticsAsync() => _client.GetStatisticsAsync(_campaign, CancellationToken.None);

    private static List<Contact> Mixed(int count) => [.. Samples.Contacts(count).Select((contact, i) => (i % 97) switch
    {
        3 => new Contact($"bad{i}", "12"),
        5 => new Contact("c1", "+15551000001"),
        9 => new Contact($"zone{i}", "+15551000001", "Mars/Base"),
        _ => contact,
    })];

    private static async IAsyncEnumerable<Contact> FailingAsync(int count)
    {
        foreach (var contact in Samples.Contacts(count))
        {
            await Task.CompletedTask;
            yield return contact;
        }

        throw new InvalidDataException("the file is broken");
    }

    private static async IAsyncEnumerable<Contact> HangingAsync(int count, Task until)
    {
        foreach (var contact in Samples.Contacts(count))
        {
            yield return contact;
        }

        await until;
    }

    private static async IAsyncEnumerable<Contact> CancelingAsync(
        int count, CancellationTokenSource stop, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var contact in Samples.Contacts(count))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return contact;
        }

        await stop.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
    }

    private sealed class Progress : IProgress<EnrollmentProgress>
    {
        public List<EnrollmentProgress> Told { get; } = [];

        public void Report(EnrollmentProgress value) => Told.Add(value);
    }
}
