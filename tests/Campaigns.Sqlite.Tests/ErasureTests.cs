using System.Text;
using Campaigns.Storage;

namespace Campaigns.Sqlite.Tests;

/// <summary>Searches the bytes of the files for an erased person.</summary>
public sealed class ErasureTests : IDisposable
{
    private const string Number = "+15550100777";
    private const string Mail = "ann.example@example.com";
    private const string Name = "Annabella";
    private const string Key = "key-of-annabella";

    /// <summary>The texts of the person, and the number as the file holds it: an integer with its most significant byte first.</summary>
    private static readonly byte[][] Traces =
    [
        .. new[] { Number[1..], Mail, Name, Key, "recording-of-ann", "call-of-ann" }.Select(Encoding.UTF8.GetBytes),
        [0x03, 0x9E, 0xDB, 0xB5, 0x29],
    ];

    private readonly StoreFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(3)]
    [InlineData(400)] // so many that pages were split and rows moved
    public async Task Erased_person_is_in_no_file(int contacts)
    {
        using (var store = new SqliteJobStore(_folder.File, options => options.HasOwnThread = false))
        {
            var epoch = (await store.OpenAsync(default, CancellationToken.None)).Epoch;
            await FillAsync(store, epoch, contacts);
            Assert.True(CountTraces() > 0, "nothing of the person was stored, so the test shows nothing");

            var receipt = await CommitAsync(
                store, epoch, batch => batch.Write(new ErasureRow(1, "acme", [Key], [Number, Mail], IsPending: false)));

            Assert.Equal(new ErasedRows(1, 1, 1, 1), Assert.Single(receipt.Erased));
            Assert.Equal(0, CountTraces());
        }

        Assert.Equal(0, CountTraces());
    }

    [Fact]
    public async Task Log_is_emptied_when_the_last_reader_has_finished()
    {
        using var store = new SqliteJobStore(_folder.File, options => options.HasOwnThread = false);
        var epoch = (await store.OpenAsync(default, CancellationToken.None)).Epoch;
        await FillAsync(store, epoch, 3);
        using (var reader = Database.Open(_folder.File, isReader: true, TimeSpan.Zero))
        {
            reader.Execute("BEGIN");
            Assert.Equal(3, reader.ReadNumber("SELECT count(*) FROM contacts"));
            await CommitAsync(store, epoch, batch => batch.Write(new ErasureRow(1, "acme", [Key], [Number, Mail], IsPending: false)));
            Assert.True(CountTraces() > 0, "the reader did not hold up the log, so the test shows nothing");
        }

        await CommitAsync(store, epoch, batch => batch.WriteLead(TimeSpan.FromTicks(1)));
        Assert.Equal(0, CountTraces());
    }

    private static async Task FillAsync(SqliteJobStore store, long epoch, int contacts)
    {
        var ann = new Contact(
            Key, Number, null, new Dictionary<string, string> { ["email"] = Mail }, new Dictionary<string, string> { ["name"] = Name });
        await CommitAsync(store, epoch, batch =>
        {
            batch.Write(new CampaignRow(
                new CampaignId(1), "acme", null, "{}", CampaignState.Running, new StoredSettings(50, 10, 1, false, null),
                default, null, null));
            batch.Write(new LaneRow(1, new CampaignId(1), "", Channels.Voice));
        });
        for (var id = 1; id <= contacts; id++)
        {
            var contact = id == 2 ? ann : new Contact(
                $"key-of-{id}", $"+1555020{id:D4}", null, new Dictionary<string, string> { ["email"] = $"m{id}@example.com" });
            var job = id;
            await CommitAsync(store, epoch, batch => batch.Write(new JobRecord(new JobRow { Id = job, Lane = 1 }, contact)));
        }

        await CommitAsync(store, epoch, batch => Live(batch, ann));
    }

    private static void Live(CommitBatch batch, Contact ann)
    {
        batch.Write(new ContactRow(2, 1, ann.WithData("city", "Rome")));
        batch.Write(new JobRow { Id = 2, Lane = 1, State = JobState.Completed, Number = 1 });
        batch.Write(new ResultRow(
            2, 1, new AttemptResult { Recording = new Uri("https://example.com/recording-of-ann"), Data = $"{{\"n\":\"{Name}\"}}" }, 0));
        batch.Write(new AttemptRow
        {
            Job = 2, Number = 1, Try = 1, Provider = "voice", ProviderCallId = "call-of-ann", State = AttemptState.Ended,
            Outcome = AttemptOutcome.Completed,
            EndedAt = 5, Note = Name,
        });
        batch.Write(new BusyRow(2, 1, "acme", Channels.Voice, Number, default, TimeSpan.FromMinutes(1)));
        batch.Write(new LoggedEvent(
            1, new InboundEvent("acme", "e1", "order") { Address = Mail, Data = $"{{\"n\":\"{Name}\"}}" }, default, EventState.Applied));
        batch.Write(new ChangeRow(
            1, 1, ChangeKinds.ContactEnded, "acme", new CampaignId(1), Encoding.UTF8.GetBytes($"{{\"contact\":\"{Key}\",\"job\":2}}")));
    }

    private static async Task<CommitReceipt> CommitAsync(SqliteJobStore store, long epoch, Action<CommitBatch> fill)
    {
        var batch = new CommitBatch();
        fill(batch);
        return await store.CommitAsync(batch.Seal(epoch, default), CancellationToken.None);
    }

    /// <summary>The number of places in the store's files that hold something of the person.</summary>
    private int CountTraces()
    {
        var files = Directory.GetFiles(Path.GetDirectoryName(_folder.File)!)
            .Where(file => !file.EndsWith("-shm", StringComparison.Ordinal));
        return files.Select(ReadShared).Sum(bytes => Traces.Count(trace => bytes.AsSpan().IndexOf(trace) >= 0));
    }

    private static byte[] ReadShared(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
