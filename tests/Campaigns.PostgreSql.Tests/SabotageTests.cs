using System.Runtime.CompilerServices;
using Campaigns.PgFaults;

namespace Campaigns.PostgreSql.Tests;

/// <summary>The deliberate bugs of eng/pg-faults --sabotage fit the sources. The command shows that tests notice each of them.</summary>
public sealed class SabotageTests
{
    public static IEnumerable<TheoryDataRow<string>> Names => StoreSabotage.All.Select(bug => new TheoryDataRow<string>(bug.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public void Bug_can_be_put_into_the_sources(string name)
    {
        var bug = StoreSabotage.All.Single(candidate => candidate.Name == name);
        var source = File.ReadAllText(Path.Combine(Folder(), "../../src/Campaigns.PostgreSql", bug.File));

        Assert.NotEqual(source, bug.Apply(source));
    }

    private static string Folder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
