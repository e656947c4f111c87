using System.Globalization;
using Campaigns.Storage;

namespace Campaigns.Testing;

/// <summary>Draws results of attempts, with times that repeat and go back.</summary>
internal sealed class ResultDraws(StoreModel model, Random random)
{
    /// <summary>Sometimes adds results of stored attempts to a batch.</summary>
    public void Fill(BatchBuilder batch)
    {
        var attempts = model.Attempts.Keys.ToList();
        for (var count = attempts.Count == 0 ? 0 : random.Next(3); count > 0; count--)
        {
            var (job, number) = attempts[random.Next(attempts.Count)];
            batch.Result(job, number, Result(), random.Next(3) == 0 ? 0 : random.Next(1, 9));
        }
    }

    private AttemptResult Result() => new()
    {
        AnsweredBy = (AnsweredBy)random.Next(4),
        RingTime = Maybe() ? TimeSpan.FromTicks(random.NextInt64(TimeSpan.TicksPerDay)) : null,
        TalkTime = Maybe() ? TimeSpan.FromTicks(random.NextInt64(TimeSpan.TicksPerDay)) : null,
        Cost = Maybe() ? new AttemptCost(random.Next(1_000_000) / 10_000m, Maybe() ? "EUR" : "USD") : null,
        Recording = Maybe() ? Link() : null,
        Transcript = Maybe() ? Link() : null,
        CallBackAt = Maybe() ? Sample.Created.AddTicks(random.Next(1_000)) : null,
        OptOut = Maybe() ? (OptOutScope)random.Next(2) : null,
        Data = Maybe() ? string.Create(CultureInfo.InvariantCulture, $"{{\"čeněk 😀\": {random.Next(100)}}}") : null,
    };

    private bool Maybe() => random.Next(3) == 0;

    private Uri Link() => new(string.Create(CultureInfo.InvariantCulture, $"https://example.com/{random.Next(100)}?a=1#b"));
}
