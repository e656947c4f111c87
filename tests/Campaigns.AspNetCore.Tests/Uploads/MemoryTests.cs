using System.Net;
using System.Text;
using Campaigns.AspNetCore.Tests.Support;

namespace Campaigns.AspNetCore.Tests.Uploads;

[Trait("Category", "Sweep")]
[Collection(nameof(MemoryTests))]
[CollectionDefinition(nameof(MemoryTests), DisableParallelization = true)]
public sealed class MemoryTests
{
    /// <summary>
    /// Sends 100,000 rows and looks at the live heap after each tenth. The contacts are enrolled beforehand, so that the store takes
    /// nothing. The lowest of the last four figures counts against the highest of the first three, because a buffer that is full at one
    /// moment and empty at the next is no growth.
    /// </summary>
    [Theory]
    [InlineData("text/csv", "application/json", "?map=phone:number")]
    [InlineData("text/csv", "text/csv", "?map=phone:number")]
    [InlineData("application/x-ndjson", "application/json", "?map=phone:number")]
    [InlineData("application/json", "application/json", "?map=phone:number")]
    [InlineData("text/csv", "application/json", "?map=phone:number&dryRun=true")]
    public async Task Memory_does_not_grow_with_the_rows(string type, string accept, string query)
    {
        await using var host = await TestHost.StartAsync();
        var campaign = await host.DraftAsync();
        await host.Client.AddContactsAsync(campaign, Enumerable.Range(0, 100).Select(i => new Contact($"k{i}", $"+1555000{i:0000}")));
        var rows = new Rows(100_000, type);
        var answer = await host.SendAsync(HttpMethod.Post, $"/api/campaigns/{campaign}/contacts{query}", rows, type, accept);
        await answer.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var growth = rows.Heap.TakeLast(4).Min() - rows.Heap.Take(3).Max();
        Assert.True(growth < 4_000_000, string.Join(", ", rows.Heap)); // the rows between the two hold about 10 MB
    }

    private sealed class Rows(int count, string type) : HttpContent
    {
        public List<long> Heap { get; } = [];

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            var buffer = new StringBuilder(type == "text/csv" ? "key,number,note\n" : type == "application/json" ? "[" : "");
            for (var i = 0; i < count; i++)
            {
                Add(buffer, i);
                if (i % 500 == 499)
                {
                    await stream.WriteAsync(Encoding.UTF8.GetBytes(buffer.ToString()));
                    await stream.FlushAsync();
                    buffer.Clear();
                }

                if (i % (count / 10) == count / 10 - 1)
                {
                    Heap.Add(GC.GetTotalMemory(forceFullCollection: true));
                }
            }

            await stream.WriteAsync(type == "application/json" ? "]"u8.ToArray() : []);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }

        /// <summary>Adds a row: every second one is a duplicate, the others have no number.</summary>
        private void Add(StringBuilder to, int i)
        {
            var (key, number) = ($"k{i % 100}", i % 2 == 0 ? $"+1555000{i % 100:0000}" : "none");
            var note = $"{new string('n', 200)} {i}";
            to.Append(type == "text/csv" ? $"{key},{number},\"{note}\"\n"
                : $"{(type == "application/json" && i > 0 ? "," : "")}{{\"key\":\"{key}\",\"number\":\"{number}\",\"note\":\"{note}\"}}\n");
        }
    }
}
