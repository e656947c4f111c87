using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using static Campaigns.Tests.People;

namespace Campaigns.Tests.Callbacks;

/// <summary>
/// Checks the table of four carriers' status words in docs/providers.md: it maps every word, and every mapping can be reported.
/// </summary>
public partial class CarrierWordsTests
{
    private static readonly Dictionary<string, string> Words = new()
    {
        ["Twilio"] = "queued initiated ringing in-progress human machine_start machine_end_beep machine_end_silence machine_end_other "
            + "fax unknown completed busy no-answer failed canceled delivered undelivered sent",
        ["Vonage"] = "started ringing answered human machine machine/beep_start completed busy unanswered timeout rejected failed "
            + "cancelled disconnected",
        ["Plivo"] = "ringing in-progress MachineDetection completed busy no-answer timeout failed cancel 1010 1020 2000 2010 0",
        ["Telnyx"] = "call.initiated call.ringing call.answered human human_residence human_business machine not_sure silence "
            + "fax_detected normal_clearing user_busy timeout call_rejected not_found time_limit originator_cancel unspecified",
    };

    private static List<(string Carrier, string Word, string Report)> Table => [.. File.ReadLines(Page())
        .Select(line => line.Split(" | "))
        .Where(cells => cells.Length == 3 && Words.ContainsKey(cells[0].Trim('|', ' ')))
        .SelectMany(cells => Code().Matches(cells[1]).Select(word => (cells[0].Trim('|', ' '), word.Groups[1].Value, cells[2])))];

    [Fact]
    public void Every_word_of_the_four_carriers_stands_in_the_table_once()
    {
        var expected = Words.SelectMany(carrier => carrier.Value.Split(' ').Select(word => (carrier.Key, word))).Order();
        Assert.Equal(expected, Table.Select(row => (row.Carrier, row.Word)).Order());
    }

    [Fact]
    public void What_stands_in_the_table_can_be_reported_of_a_live_call_and_is_news()
    {
        foreach (var (carrier, word, report) in Table)
        {
            using var harness = new CampaignHarness();
            harness.Provider.Accepts();
            harness.Run(Calls(StepRetryPolicy.None), One());
            var ours = Code().Matches(report).Select(match => match.Groups[1].Value).ToList();
            var state = Enum.Parse<AttemptState>(ours[0]);
            var outcome = ours.Count > 1 && Enum.TryParse<AttemptOutcome>(ours[1], out var named) ? named : AttemptOutcome.None;
            var receipt = harness.Do(reports =>
                reports.ReportAsync(new ProviderReport(harness.Provider.Dispatches[0].Request.Attempt, state, outcome) { Raw = word }));
            Assert.True(receipt == ReportReceipt.Applied, $"{carrier} {word}: {receipt}");
        }
    }

    private static string Page([CallerFilePath] string file = "") =>
        Path.Combine(Path.GetDirectoryName(file)!, "..", "..", "..", "docs", "providers.md");

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();
}
