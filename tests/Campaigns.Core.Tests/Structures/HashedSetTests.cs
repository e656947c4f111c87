namespace Campaigns.Tests.Structures;

/// <summary>The set that holds do-not-contact lists, and its hash.</summary>
[Collection(nameof(RealThreads))] // measures the memory of the process
public class HashedSetTests
{
    [Fact]
    public void Set_holds_what_a_plain_set_holds_whatever_is_added_and_removed()
    {
        const int seed = 5;
        var random = new Random(seed);
        var (set, plain) = (new HashedSet(), new HashSet<UInt128>());
        for (var i = 0; i < 60_000; i++)
        {
            // few places, so that entries push each other on, and the table's end is reached
            var hash = random.Next(50) == 0
                ? 0
                : new UInt128((ulong)random.Next(3), ((ulong)random.NextInt64(64) << 58) | (ulong)random.NextInt64(8));
            var adds = random.Next(100) < (i / 5_000 % 2 == 0 ? 80 : 20);
            Assert.True(
                (adds ? plain.Add(hash) : plain.Remove(hash)) == (adds ? set.Add(hash) : set.Remove(hash)), $"seed {seed}, step {i}");
            Assert.Equal(plain.Count, set.Count);
            if (i % 2_000 == 0)
            {
                Assert.All(plain, each => Assert.True(set.Contains(each)));
            }
        }
    }

    [Fact]
    public void Entry_takes_at_most_40_bytes_at_every_size()
    {
        var set = new HashedSet();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 1; i <= 300_000; i++)
        {
            set.Add(SipHash.Of(7, $"+1555{i}"));
            if (i % 60_000 == 0)
            {
                var bytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)i;
                Assert.True(bytes <= 40, $"{bytes:F1} B per entry with {i}");
            }
        }

        GC.KeepAlive(set);
    }

    [Theory]
    [InlineData("", "a3817f04ba25a8e66df67214c7550293")]
    [InlineData("00", "da87c1d86b99af44347659119b22fc45")]
    [InlineData("000102030405060708090a0b0c0d0e", "5493e99933b0a8117e08ec0f97cfc3d9")]
    [InlineData("000102030405060708090a0b0c0d0e0f1011", "a426e5e423bf4885294da481feaef723")]
    public void Hash_is_that_of_the_published_vectors(string bytes, string expected)
    {
        var key = new UInt128(0x0f0e0d0c0b0a0908, 0x0706050403020100);
        var hash = SipHash.Of(key, Convert.FromHexString(bytes));
        var found = new byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128LittleEndian(found, hash);
        Assert.Equal(expected, Convert.ToHexStringLower(found));
    }

    [Fact]
    public void Texts_and_keys_that_look_alike_have_other_hashes()
    {
        string[] texts = ["", "\0", "a", "A", "+1", "+10", "\ud83d", "\ude00", "\ud83d\ude00", "\ufffd", "é", "e\u0301"];
        var hashes = texts.SelectMany(text => new[] { SipHash.Of(1, text), SipHash.Of(2, text) }).ToHashSet();
        Assert.Equal(2 * texts.Length, hashes.Count);
    }
}
