using System.Text;
using System.Text.RegularExpressions;
using Campaigns.Export;
using Campaigns.Rules.Tests.Support;
using Campaigns.Testing;

namespace Campaigns.Rules.Tests;

/// <summary>Compares names that programs read with the page that lists them: gates, and the columns of an export.</summary>
public sealed partial class DocumentedNamesTests
{
    [Fact]
    public void Gates_are_documented_in_their_order()
    {
        using var harness = new CampaignHarness();
        var campaign = harness.Run(
            new CampaignDefinition { Name = "n", Steps = [CampaignStep.Call()], Start = harness.Now.AddDays(1) },
            new Contact("ann", "+15550100001"));
        var gates = harness.Do(client => client.ExplainAsync(campaign, "ann")).Verdicts.Select(verdict => verdict.Gate);

        var text = File.ReadAllText(Repository.FullPath("docs/rules.md"));
        var list = Order().Match(text).Groups["gates"].Value.ReplaceLineEndings(" ");
        var documented = Item().Matches(list).SelectMany(item => item.Groups["scopes"].Success
            ? item.Groups["scopes"].Value.Split(", ").Select(scope => $"{item.Groups["name"].Value} ({scope})")
            : [item.Groups["name"].Value]);

        Assert.Equal(gates, documented);
    }

    [Fact]
    public void Columns_of_an_export_are_documented_in_their_order()
    {
        using var harness = new CampaignHarness();
        var campaign =
            harness.Run(new CampaignDefinition { Name = "n", Steps = [CampaignStep.Call()] }, new Contact("ann", "+15550100001"));
        using var file = new MemoryStream();
        harness.Do(client => client.ExportAsync(campaign, file, ExportFormat.Csv));
        var columns = Encoding.UTF8.GetString(file.ToArray()).Split("\r\n")[0].Split(',');

        var table = File.ReadAllText(Repository.FullPath("docs/campaigns.md")).Split("| column | meaning |")[1].Split("\n\n")[0];
        var documented = table.Split('\n').SelectMany(row => Name().Matches(row.Split('|').ElementAtOrDefault(1) ?? "")).Select(
            name => name.Groups[1].Value);

        Assert.Equal(columns, documented);
    }

    [GeneratedRegex(@"The gates, in order: (?<gates>[^.]+)\.")]
    private static partial Regex Order();

    [GeneratedRegex(@"(?<name>[a-z][a-z ]*[a-z])(?: \((?<scopes>[^)]+)\))?(?:, |$)")]
    private static partial Regex Item();

    [GeneratedRegex("`([a-z_]+)`")]
    private static partial Regex Name();
}
