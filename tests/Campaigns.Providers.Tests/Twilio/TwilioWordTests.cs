namespace Campaigns.Providers.Tests.Twilio;

/// <summary>Every word that Twilio documents for calls and messages, as the table of docs/twilio.md has it.</summary>
public class TwilioWordTests
{
    [Theory]
    [InlineData("queued", "", AttemptState.Accepted, AttemptOutcome.None)]
    [InlineData("initiated", "", AttemptState.Accepted, AttemptOutcome.None)]
    [InlineData("ringing", "", AttemptState.Ringing, AttemptOutcome.None)]
    [InlineData("in-progress", "", AttemptState.Answered, AttemptOutcome.None)]
    [InlineData("in-progress", "AnsweredBy=machine_start", AttemptState.Answered, AttemptOutcome.Machine)]
    [InlineData("completed", "", AttemptState.Ended, AttemptOutcome.Completed)]
    [InlineData("completed", "AnsweredBy=human", AttemptState.Ended, AttemptOutcome.Completed)]
    [InlineData("completed", "AnsweredBy=unknown", AttemptState.Ended, AttemptOutcome.Completed)]
    [InlineData("completed", "AnsweredBy=machine_start", AttemptState.Ended, AttemptOutcome.Machine)]
    [InlineData("completed", "AnsweredBy=machine_end_beep", AttemptState.Ended, AttemptOutcome.Machine)]
    [InlineData("completed", "AnsweredBy=machine_end_silence", AttemptState.Ended, AttemptOutcome.Machine)]
    [InlineData("completed", "AnsweredBy=machine_end_other", AttemptState.Ended, AttemptOutcome.Machine)]
    [InlineData("completed", "AnsweredBy=fax", AttemptState.Ended, AttemptOutcome.Machine)]
    [InlineData("completed", "SipResponseCode=200", AttemptState.Ended, AttemptOutcome.Completed)]
    [InlineData("busy", "SipResponseCode=486", AttemptState.Ended, AttemptOutcome.Busy)]
    [InlineData("busy", "SipResponseCode=600", AttemptState.Ended, AttemptOutcome.Busy)]
    [InlineData("busy", "SipResponseCode=603", AttemptState.Ended, AttemptOutcome.Rejected)]
    [InlineData("no-answer", "SipResponseCode=487", AttemptState.Ended, AttemptOutcome.NoAnswer)]
    [InlineData("no-answer", "SipResponseCode=480", AttemptState.Ended, AttemptOutcome.NoAnswer)]
    [InlineData("no-answer", "SipResponseCode=603", AttemptState.Ended, AttemptOutcome.Rejected)]
    [InlineData("failed", "", AttemptState.Ended, AttemptOutcome.NotPlaced)]
    [InlineData("failed", "SipResponseCode=404", AttemptState.Ended, AttemptOutcome.Invalid)]
    [InlineData("failed", "SipResponseCode=410", AttemptState.Ended, AttemptOutcome.Invalid)]
    [InlineData("failed", "SipResponseCode=484", AttemptState.Ended, AttemptOutcome.Invalid)]
    [InlineData("failed", "SipResponseCode=604", AttemptState.Ended, AttemptOutcome.Invalid)]
    [InlineData("failed", "SipResponseCode=486", AttemptState.Ended, AttemptOutcome.Busy)]
    [InlineData("failed", "SipResponseCode=600", AttemptState.Ended, AttemptOutcome.Busy)]
    [InlineData("failed", "SipResponseCode=603", AttemptState.Ended, AttemptOutcome.Rejected)]
    [InlineData("failed", "SipResponseCode=607", AttemptState.Ended, AttemptOutcome.Rejected)]
    [InlineData("failed", "SipResponseCode=608", AttemptState.Ended, AttemptOutcome.Rejected)]
    [InlineData("failed", "SipResponseCode=403", AttemptState.Ended, AttemptOutcome.NotPlaced)]
    [InlineData("failed", "SipResponseCode=500", AttemptState.Ended, AttemptOutcome.NotPlaced)]
    [InlineData("failed", "SipResponseCode=503", AttemptState.Ended, AttemptOutcome.NotPlaced)]
    [InlineData("canceled", "", AttemptState.Ended, AttemptOutcome.Aborted)]
    public void Status_of_a_call_means(string status, string more, AttemptState state, AttemptOutcome outcome)
    {
        var callback = Account.Read($"CallSid={Account.Call}&CallStatus={status}{(more.Length > 0 ? "&" : "")}{more}");

        var report = callback.Report!;
        Assert.Equal((200, state, outcome), (callback.StatusCode, report.State, report.Outcome));
        Assert.Equal((Account.Attempt, Account.Call, "twilio-voice"), (report.Attempt.ToString(), report.CallId, report.Provider));
        Assert.StartsWith(status, report.Raw, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("human", AttemptOutcome.None, AnsweredBy.Human)]
    [InlineData("unknown", AttemptOutcome.None, AnsweredBy.Unknown)]
    [InlineData("machine_start", AttemptOutcome.Machine, AnsweredBy.Machine)]
    [InlineData("machine_end_beep", AttemptOutcome.Machine, AnsweredBy.Machine)]
    [InlineData("machine_end_silence", AttemptOutcome.Machine, AnsweredBy.Machine)]
    [InlineData("machine_end_other", AttemptOutcome.Machine, AnsweredBy.Machine)]
    [InlineData("fax", AttemptOutcome.Machine, AnsweredBy.Fax)]
    public void Machine_detection_that_comes_on_its_own_means(string word, AttemptOutcome outcome, AnsweredBy answeredBy)
    {
        var report = Account.Read($"CallSid={Account.Call}&AnsweredBy={word}&MachineDetectionDuration=3000").Report!;

        Assert.Equal((AttemptState.Answered, outcome), (report.State, report.Outcome));
        Assert.Equal(answeredBy, report.AttemptResult?.AnsweredBy ?? AnsweredBy.Unknown);
    }

    [Theory]
    [InlineData("accepted", null, AttemptState.Accepted, AttemptOutcome.None)]
    [InlineData("scheduled", null, AttemptState.Accepted, AttemptOutcome.None)]
    [InlineData("queued", null, AttemptState.Accepted, AttemptOutcome.None)]
    [InlineData("sending", null, AttemptState.Accepted, AttemptOutcome.None)]
    [InlineData("sent", null, AttemptState.Accepted, AttemptOutcome.None)]
    [InlineData("delivered", null, AttemptState.Ended, AttemptOutcome.Completed)]
    [InlineData("read", null, AttemptState.Ended, AttemptOutcome.Completed)]
    [InlineData("partially_delivered", null, AttemptState.Ended, AttemptOutcome.Completed)]
    [InlineData("canceled", null, AttemptState.Ended, AttemptOutcome.Aborted)]
    [InlineData("undelivered", null, AttemptState.Ended, AttemptOutcome.Failed)]
    [InlineData("undelivered", "99999", AttemptState.Ended, AttemptOutcome.Failed)]
    [InlineData("undelivered", "30003", AttemptState.Ended, AttemptOutcome.Failed)]
    [InlineData("undelivered", "30004", AttemptState.Ended, AttemptOutcome.Rejected)]
    [InlineData("undelivered", "30005", AttemptState.Ended, AttemptOutcome.Invalid)]
    [InlineData("undelivered", "30006", AttemptState.Ended, AttemptOutcome.Invalid)]
    [InlineData("undelivered", "30007", AttemptState.Ended, AttemptOutcome.Failed)]
    [InlineData("undelivered", "30008", AttemptState.Ended, AttemptOutcome.Failed)]
    [InlineData("undelivered", "30009", AttemptState.Ended, AttemptOutcome.Failed)]
    [InlineData("undelivered", "30036", AttemptState.Ended, AttemptOutcome.Failed)]
    [InlineData("failed", null, AttemptState.Ended, AttemptOutcome.NotPlaced)]
    [InlineData("failed", "21610", AttemptState.Ended, AttemptOutcome.OptedOut)]
    [InlineData("failed", "21211", AttemptState.Ended, AttemptOutcome.Invalid)]
    [InlineData("failed", "21217", AttemptState.Ended, AttemptOutcome.Invalid)]
    [InlineData("failed", "21614", AttemptState.Ended, AttemptOutcome.Invalid)]
    [InlineData("failed", "30001", AttemptState.Ended, AttemptOutcome.Throttled)]
    [InlineData("failed", "30022", AttemptState.Ended, AttemptOutcome.Throttled)]
    [InlineData("failed", "30023", AttemptState.Ended, AttemptOutcome.Throttled)]
    [InlineData("failed", "30027", AttemptState.Ended, AttemptOutcome.Throttled)]
    [InlineData("failed", "30002", AttemptState.Ended, AttemptOutcome.NotPlaced)]
    [InlineData("failed", "30010", AttemptState.Ended, AttemptOutcome.NotPlaced)]
    [InlineData("failed", "30018", AttemptState.Ended, AttemptOutcome.NotPlaced)]
    [InlineData("failed", "30024", AttemptState.Ended, AttemptOutcome.NotPlaced)]
    [InlineData("failed", "30032", AttemptState.Ended, AttemptOutcome.NotPlaced)]
    [InlineData("undelivered", "30034", AttemptState.Ended, AttemptOutcome.NotPlaced)]
    [InlineData("undelivered", "30035", AttemptState.Ended, AttemptOutcome.NotPlaced)]
    public void Status_of_a_message_means(string status, string? code, AttemptState state, AttemptOutcome outcome)
    {
        var error = code is null ? "" : $"&ErrorCode={code}";
        var callback = Account.Read($"MessageSid={Account.Message}&MessageStatus={status}{error}");

        var report = callback.Report!;
        Assert.Equal((200, state, outcome), (callback.StatusCode, report.State, report.Outcome));
        Assert.Equal((Account.Attempt, Account.Message, "twilio-sms"), (report.Attempt.ToString(), report.CallId, report.Provider));
        Assert.Equal(outcome == AttemptOutcome.OptedOut ? OptOutScope.Channel : null, report.AttemptResult?.OptOut);
    }

    [Theory]
    [InlineData($"CallSid={Account.Call}&CallStatus=exploded", "CallStatus is exploded")]
    [InlineData($"CallSid={Account.Call}", "CallStatus is missing")]
    [InlineData($"CallSid={Account.Call}&CallStatus=completed&AnsweredBy=cat", "AnsweredBy is cat")]
    [InlineData($"MessageSid={Account.Message}&MessageStatus=exploded", "MessageStatus is exploded")]
    [InlineData($"MessageSid={Account.Message}", "MessageStatus is missing")]
    [InlineData("To=%2B15550100001", "CallSid is missing")]
    public void Word_that_nobody_documents_is_refused_and_named(string fields, string problem)
    {
        var callback = Account.Read(fields);

        Assert.Equal((400, null), (callback.StatusCode, callback.Report));
        Assert.StartsWith(problem, Assert.Single(callback.Problems), StringComparison.Ordinal);
    }
}
