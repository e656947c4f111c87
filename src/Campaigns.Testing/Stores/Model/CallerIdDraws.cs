using Campaigns.Storage;

namespace Campaigns.Testing;

/// <summary>Draws caller ids.</summary>
internal static class CallerIdDraws
{
    public static CallerIdRow Row(Random random, string provider, string number) => new(
        random.Next(1, 9), provider, number, random.Next(2) == 0 ? null : new CallerIdSettings { MaxConcurrent = random.Next(1, 9) });

    /// <summary>The id of a job's last number; 0 for none.</summary>
    public static ushort Id(Random random, bool isNone) => isNone ? (ushort)0 : (ushort)random.Next(ushort.MaxValue + 1);
}
