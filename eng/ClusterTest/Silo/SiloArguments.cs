using System.Globalization;

namespace Campaigns.ClusterTest.Silo;

/// <summary>How a silo of the test is started.</summary>
/// <param name="Index">Its number, from 0.</param>
/// <param name="Database">Its connection string, through a proxy of its own.</param>
/// <param name="Port">The port that it listens on.</param>
/// <param name="Advertised">The port that its peers connect to, of a proxy.</param>
/// <param name="World">The port of the test.</param>
/// <param name="Skew">How far its clock is ahead.</param>
internal sealed record SiloArguments(int Index, string Database, int Port, int Advertised, int World, TimeSpan Skew)
{
    public const string Role = "silo";

    public string[] ToArray() =>
        [Role, Text(Index), Database, Text(Port), Text(Advertised), Text(World), Text((long)Skew.TotalSeconds)];

    public static SiloArguments Parse(string[] args) => new(
        Number(args[1]), args[2], Number(args[3]), Number(args[4]), Number(args[5]), TimeSpan.FromSeconds(Number(args[6])));

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
