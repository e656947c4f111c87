namespace Campaigns.Tests.Structures;

/// <summary>The set that holds do-not-contact lists: exact and small.</summary>
[Collection(nameof(RealThreads))] // measures the memory of the process
public class TextSetTests
{
    private static readonly string[] Odd =
    [
        "", "+", "+1", "+0", "+01", "1", "+123456789012345678", "+1234567890123456789", "+12345678901234567890", "+1 555", "a", "\u00e9",
        "e\u0301", "\ud800", "\udc00", "\ufffd",
        "\ud83d\ude00", "\ud83d", new string('x', 252), new string('x', 253), new string('x', 254), new string('x', 255),
        new string('x', 256), new string('é', 200_000),
    ];

    [Fact]
    public void It_holds_what_a_plain_set_holds_whatever_is_added_and_removed()
    {
        var random = new Random(5);
        var (set, plain) = (new TextSet(), new HashSet<string>());
        for (var i = 0; i < 30_000; i++)
        {
            var text = random.Next(20) == 0
                ? Odd[random.Next(Odd.Length)]
                : random.Next(2) == 0 ? $"+1555{random.Next(4_000)}" : $"key {random.Next(4_000)}";
            var adds = random.Next(100) < (i / 5_000 % 2 == 0 ? 80 : 20);
            Assert.Equal(adds ? plain.Add(text) : plain.Remove(text), adds ? set.Add(text) : set.Remove(text));
            Assert.Equal(plain.Count, set.Count);
            if (i % 3_000 == 0)
            {
                Assert.True(plain.SetEquals(set));
            }
        }

        Assert.All(
            Enumerable.Range(0, 4_000).Select(i => $"+1555{i}").Concat(Odd),
            text => Assert.Equal(plain.Contains(text), set.Contains(text)));
    }

    [Fact]
    public void Texts_that_look_alike_are_told_apart()
    {
        var set = new TextSet();
        foreach (var text in Odd)
        {
            Assert.False(set.Contains(text));
            Assert.True(set.Add(text));
            Assert.False(set.Add(text));
        }

        Assert.True(Odd.ToHashSet().SetEquals(set));
    }

    [Fact]
    public void Phone_number_takes_less_than_25_bytes()
    {
        const int count = 200_000;
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var set = new TextSet();
        for (var i = 0; i < count; i++)
        {
            set.Add($"+{15_550_000_000 + i}");
        }

        var bytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)count;

        Assert.InRange(bytes, 1, 25);
        GC.KeepAlive(set);
    }
}
