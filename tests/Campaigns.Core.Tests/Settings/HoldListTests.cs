namespace Campaigns.Tests;

/// <summary>Holds are listed, with the instant at which they began.</summary>
public sealed class HoldListTests : IDisposable
{
    private readonly CampaignHarness _harness = new();

    public void Dispose() => _harness.Dispose();

    [Fact]
    public void Holds_are_listed_in_pages_with_their_begin_after_a_restart_too()
    {
        var began = _harness.Now;
        foreach (var tenant in new[] { "c", "a", "b", "d" })
        {
            _harness.Do(operations => operations.HoldTenantAsync(tenant));
        }

        _harness.Advance(TimeSpan.FromHours(1));
        _harness.Do(operations => operations.HoldAllAsync());
        _harness.Do(operations => operations.HoldTenantAsync("a")); // has begun already
        _harness.Do(operations => operations.ReleaseTenantAsync("d"));

        _harness.Restart();

        List<HoldStatus> expected = [new(null, began.AddHours(1)), new("a", began), new("b", began), new("c", began)];
        for (var limit = 1; limit <= 5; limit++)
        {
            Assert.Equal(expected, Read(limit));
        }
    }

    [Fact]
    public void Nothing_held_is_an_empty_page()
    {
        _harness.Do(operations => operations.HoldAllAsync());
        _harness.Do(operations => operations.ReleaseAllAsync());

        Assert.Empty(Read(limit: 1));
    }

    [Fact]
    public void Cursor_of_another_list_is_refused()
    {
        var refused = Assert.Throws<CampaignException>(() => _harness.Do(operations => operations.ListHoldsAsync("bm90aGluZw")));

        Assert.Equal(CampaignError.Invalid, refused.Error);
    }

    private List<HoldStatus> Read(int limit)
    {
        List<HoldStatus> holds = [];
        string? after = null;
        do
        {
            var from = after;
            var page = _harness.Do(operations => operations.ListHoldsAsync(from, limit));
            Assert.InRange(page.Items.Count, 0, limit);
            holds.AddRange(page.Items);
            after = page.Next;
        }
        while (after is not null);
        return holds;
    }
}
