using System.Text;
using Campaigns.Smtp;

namespace Campaigns.Providers.Tests.Smtp;

/// <summary>Bounces as mail systems write them, and complaints.</summary>
public class SmtpBounceTests
{
    private static readonly AttemptId Attempt = new(0x0123456789abcdef, 42, 1);
    private static readonly string Seal = new Seals([Mail.Key]).Seal(Attempt);

    [Theory]
    [InlineData("failed", "5.1.1", "smtp; 550 5.1.1 <ann@example.com>: User unknown", "Undeliverable Invalid Channel")]
    [InlineData("failed", "5.1.2", "smtp; host not found", "Undeliverable Invalid Channel")]
    [InlineData("failed", "5.1.10", "smtp; 550 5.1.10 RESOLVER.ADR.RecipientNotFound", "Undeliverable Invalid Channel")]
    [InlineData("failed", "5.2.1", "smtp; 550 5.2.1 The account is disabled", "Undeliverable Invalid Channel")]
    [InlineData("failed", "5.0.0", "smtp; 554 dd This user doesn't have a yahoo.com account", "Undeliverable Invalid Channel")]
    [InlineData("failed", "5.0.0", "smtp; 554 Sorry, this mailbox is disabled (554.30).", "Undeliverable Invalid Channel")]
    [InlineData("failed", "5.0.0", "smtp; 550 \"Unknown User\"", "Undeliverable Invalid Channel")]
    [InlineData("failed", "5.4.1", "smtp; 550 5.4.1 address rejected: Access denied", "Failed Failed -")]
    [InlineData("failed", "5.7.1", "smtp; 550 5.7.1 Message blocked: listed by Spamhaus", "Failed Failed -")]
    [InlineData("failed", "5.1.1", "smtp; 550 5.1.1 rejected by SPF policy", "Failed Failed -")] // the sender, in spite of the code
    [InlineData("failed", "5.0.0", "smtp; 550 SPF authentication failed", "Failed Failed -")]
    [InlineData("failed", "5.2.2", "smtp; 552 5.2.2 mailbox full", "Failed Failed -")]
    [InlineData("failed", "4.4.7", "smtp; delivery time expired", "Failed Failed -")] // given up after days
    [InlineData("failed", "5.0.0", "", "Failed Failed -")]
    [InlineData("failed (bad address)", "5.1.1", "smtp; no such user", "Undeliverable Invalid Channel")]
    [InlineData("delivered", "2.0.0", "", "Delivered Completed -")]
    [InlineData("relayed", "2.0.0", "", "Delivered Completed -")]
    [InlineData("expanded", "2.0.0", "", "Delivered Completed -")]
    [InlineData("delayed", "4.4.1", "smtp; connection timed out", "Delayed - -")]
    public async Task Notification_means(string action, string status, string diagnostic, string meaning)
    {
        var bounce = await ReadAsync(Notification(action, status, diagnostic));

        var report = bounce!.Report;
        Assert.Equal(meaning, $"{bounce.Kind} {report?.Outcome.ToString() ?? "-"} {report?.AttemptResult?.OptOut?.ToString() ?? "-"}");
        if (report is not null)
        {
            Assert.Equal((Attempt, AttemptState.Ended, "smtp"), (report.Attempt, report.State, report.Provider));
            Assert.DoesNotContain("ann", report.Raw, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Attempt_is_found_wherever_the_mail_system_left_it()
    {
        var headers = Notification("failed", "5.1.1", "", returned: "text/rfc822-headers");
        var nothing = Notification("failed", "5.1.1", "", messageId: "unknown@example.com");

        Assert.Equal(Attempt, (await ReadAsync(headers))!.Report!.Attempt);
        Assert.Null((await ReadAsync(nothing))!.Report);
        Assert.Equal(Attempt, (await ReadAsync(nothing, recipient: $"bounces+{Seal}@acme.example"))!.Report!.Attempt);
        var shouted = await ReadAsync(nothing, recipient: $"{Seal.ToUpperInvariant()}@bounces.acme.example");
        Assert.Equal(Attempt, shouted!.Report!.Attempt);
        Assert.Equal(Attempt, (await ReadAsync(nothing.Replace("To: b@", $"To: b+{Seal}@", StringComparison.Ordinal)))!.Report!.Attempt);
        var answering = nothing.Replace("To: b@", $"In-Reply-To: <{Seal}@acme.example>\r\nTo: b@", StringComparison.Ordinal);
        Assert.Equal(Attempt, (await ReadAsync(answering))!.Report!.Attempt);
        var envelope = nothing.Replace("Reporting-MTA", $"Original-Envelope-Id: {Seal}\r\nReporting-MTA", StringComparison.Ordinal);
        Assert.Equal(Attempt, (await ReadAsync(envelope))!.Report!.Attempt);
    }

    [Fact]
    public async Task Forged_bounce_suppresses_nobody()
    {
        var guessed = await ReadAsync(Notification("failed", "5.1.1", "", messageId: $"{Attempt}.00000000000000000000@acme.example"));
        var next = Seal.Replace("-42-", "-43-", StringComparison.Ordinal);
        var changed = await ReadAsync(Notification("failed", "5.1.1", "", messageId: $"{next}@acme.example"));
        var foreign = new Seals([Mail.OldKey]).Seal(Attempt);
        var bounce = Notification("failed", "5.1.1", "", messageId: $"{foreign}@acme.example");
        var otherKey = await ReadAsync(bounce);
        var rotated = await ReadAsync(bounce, options => options.SigningKeys.Add(Mail.OldKey));

        Assert.All([guessed, changed, otherKey], read => Assert.Null(read!.Report));
        Assert.Equal(Attempt, rotated!.Report!.Attempt);
    }

    [Theory]
    [InlineData("abuse", "Complaint")]
    [InlineData("fraud", "Complaint")]
    [InlineData("not-spam", null)]
    public async Task Feedback_report_means(string type, string? kind)
    {
        var bounce = await ReadAsync(string.Join("\r\n",
            "From: fbl@example.com", "To: b@acme.example", "Subject: complaint", "MIME-Version: 1.0",
            "Content-Type: multipart/report; report-type=feedback-report; boundary=\"x\"", "", "--x", "Content-Type: text/plain", "",
            "spam", "--x", "Content-Type: message/feedback-report", "", $"Feedback-Type: {type}", "User-Agent: fbl/1.0", "Version: 1", "",
            "--x", "Content-Type: message/rfc822", "", $"Message-ID: <{Seal}@acme.example>", "Subject: News", "", "Hello", "--x--", ""));

        Assert.Equal(kind, bounce?.Kind.ToString());
        Assert.Equal(kind is null ? null : OptOutScope.AllChannels, bounce?.Report?.AttemptResult?.OptOut);
    }

    [Theory]
    [InlineData("Content-Type: text/plain", "I am on holiday. 550 5.1.1 user unknown")]
    [InlineData("Auto-Submitted: auto-replied", "I am on holiday.")]
    [InlineData("Content-Type: multipart/report; report-type=disposition-notification; boundary=x", "--x--")]
    public async Task Reply_or_absence_notice_is_no_bounce(string header, string body) =>
        Assert.Null(await ReadAsync($"From: ann@example.com\r\nTo: b+{Seal}@acme.example\r\n{header}\r\n\r\n{body}\r\n"));

    [Fact]
    public async Task Bounce_corrects_the_attempt_and_suppresses_the_address()
    {
        var provider = new ScriptedProvider(new VirtualTimeProvider());
        using var harness = new CampaignHarness(options => options.AddProvider(Channels.Email, provider, smtp => smtp.Name = "smtp"));
        var step = new ContactStep { Channel = Channels.Email, Subject = "News", Content = "Hello" };
        var address = new Dictionary<string, string> { [Channels.Email] = "ann@example.com" };
        var campaign = harness.Run(
            new CampaignDefinition { Name = "n", Tenant = "acme", Steps = [step] }, new Contact("ann", addresses: address));
        var seal = new Seals([Mail.Key]).Seal(provider.Dispatches[0].Request.Attempt);
        var bounce = await ReadAsync(Notification("failed", "5.1.1", "smtp; user unknown", messageId: $"{seal}@acme.example"));

        var receipt = harness.Do((ICampaignReports reports) => reports.ReportAsync(bounce!.Report!));
        var again = harness.Do((ICampaignReports reports) => reports.ReportAsync(bounce!.Report!));

        Assert.Equal(ReportReceipt.Applied, receipt);
        Assert.Equal(AttemptOutcome.Invalid, harness.Contact(campaign, "ann").Timeline[^1].Outcome);
        var listed = harness.Do((ICampaignOperations operations) => operations.ListSuppressionsAsync("acme"));
        Assert.All(listed.Items, entry => Assert.Equal(Channels.Email, entry.Channel));
        Assert.NotEmpty(listed.Items);
        Assert.NotEqual(ReportReceipt.Unknown, again);
    }

    private static string Notification(
        string action, string status, string diagnostic, string returned = "message/rfc822", string? messageId = null) =>
        string.Join("\r\n",
        "From: MAILER-DAEMON@mx.example.com", "To: b@acme.example", "Subject: Undelivered Mail Returned to Sender", "MIME-Version: 1.0",
        "Content-Type: multipart/report; report-type=delivery-status; boundary=\"x\"", "", "--x", "Content-Type: text/plain", "",
        "Your message could not be delivered.", "--x", "Content-Type: message/delivery-status", "",
        "Reporting-MTA: dns; mx.example.com", "",
        "Final-Recipient: rfc822; ann@example.com", $"Action: {action}", $"Status: {status}",
        diagnostic.Length == 0 ? "Remote-MTA: dns; mx.example.com" : $"Diagnostic-Code: {diagnostic}", "", "--x",
        $"Content-Type: {returned}", "", $"Message-ID: <{messageId ?? $"{Seal}@acme.example"}>", "Subject: News", "", "--x--", "");

    private static async Task<SmtpBounce?> ReadAsync(
        string message, Action<SmtpOptions>? configure = null, string? recipient = null)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(message));
        var bounces = new SmtpBounces(Mail.Options(configure: configure));
        return await bounces.ReadAsync(stream, recipient, TestContext.Current.CancellationToken);
    }
}
