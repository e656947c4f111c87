namespace Campaigns.Providers.Tests.Twilio;

/// <summary>The tables of docs/twilio.md say what the package does.</summary>
public class TwilioPageTests
{
    [Theory]
    [InlineData("`CallStatus` | with | report", $"CallSid={Account.Call}&CallStatus=", 30)]
    [InlineData("`MessageStatus` | with | report", $"MessageSid={Account.Message}&MessageStatus=", 40)]
    public void Every_row_of_the_page_is_what_is_reported(string header, string fields, int fewest)
    {
        var checkedWords = 0;
        foreach (var row in Page.Table("twilio.md", header))
        {
            foreach (var status in Page.Codes(row[0]))
            {
                foreach (var more in Page.Codes(row[1]).DefaultIfEmpty(""))
                {
                    var report = Account.Read($"{fields}{status}{(more.Length > 0 ? "&" : "")}{more}").Report!;
                    string[] reported = report.Outcome == AttemptOutcome.None
                        ? [report.State.ToString()]
                        : [report.State.ToString(), report.Outcome.ToString()];
                    Assert.True(Page.Codes(row[2]).SequenceEqual(reported), $"{status} {more}: {string.Join(' ', reported)}");
                    checkedWords++;
                }
            }
        }

        Assert.True(checkedWords >= fewest, $"{checkedWords} words");
    }
}
