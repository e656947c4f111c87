namespace Campaigns.Scheduling;

/// <summary>Measures events in the last minute, in buckets of ten seconds.</summary>
internal sealed class RateMeter
{
    private const int Buckets = 6;
    private readonly int[] _counts = new int[Buckets];
    private long _bucket;
    private long _since = long.MinValue;

    public void Add(long mono)
    {
        MoveTo(mono);
        _counts[_bucket % Buckets]++;
    }

    public double PerSecond(long mono)
    {
        if (_since == long.MinValue)
        {
            return 0;
        }

        MoveTo(mono);
        var seconds = Math.Clamp((mono - _since) / (double)TimeSpan.TicksPerSecond, 1, 10 * Buckets);
        return _counts.Sum() / seconds;
    }

    private void MoveTo(long mono)
    {
        var bucket = mono / (10 * TimeSpan.TicksPerSecond);
        if (_since == long.MinValue)
        {
            _since = mono;
            _bucket = bucket;
        }

        var passed = Math.Min(bucket - _bucket, Buckets);
        for (var i = 0; i < passed; i++)
        {
            _counts[(bucket - i) % Buckets] = 0;
        }

        _bucket = bucket;
    }
}
