namespace Campaigns.Sabotages;

/// <summary>Bugs at the moment of sending.</summary>
internal static class SendBugs
{
    public static IReadOnlyList<Sabotage> All { get; } =
    [
        new(
            "window judged once",
            "a window that was open once is never checked again",
            "Scheduling/State/Lane.cs",
            "_phase = Calendar.At(wall);",
            "_phase = Calendar.At(wall) is { IsOpen: false } closed ? closed : AlwaysOpen;"),
        new(
            "window not judged at the send",
            "an attempt that was decided in time is sent at any later time",
            "Scheduling/Gates/WindowGate.cs",
            "now.Wall >= intent.NotAfter || now.Wall < intent.NotBefore",
            "now.Wall < 0"),
        new(
            "margin ignored",
            "calls begin up to the very end of the window",
            "Values/WindowCalendar.cs",
            "var lastCall = end - _hours.Margin;",
            "var lastCall = end;"),
        new(
            "change of a campaign's zone ignored",
            "contacts without a zone keep the zone that their campaign was created with",
            "Scheduling/State/Lane.cs",
            "Row.Zone.Length > 0 ? Row.Zone : Campaign.Zone",
            "Row.Zone.Length > 0 ? Row.Zone : Campaign.Definition.Zone"),
        new(
            "local days ignored",
            "a holiday or weekend of the contact's country counts as a normal day",
            "Values/WindowCalendar.cs",
            "_hours = hours.In(zone);",
            "_hours = hours;"),
        new(
            "half day as a whole day",
            "a half day is open for all its hours",
            "Values/WindowHours.cs",
            "_halfDays?.GetValueOrDefault((int)days - 7) ?? _turns",
            "_turns"),
        new(
            "stop version not judged at the send",
            "committed attempts are sent after a stop",
            "Scheduling/Gates/CampaignGate.cs",
            "intent.Terms.Stop.Version != intent.StopVersion",
            "intent.StopVersion < 0") { IsRare = true },
        new(
            "rate not debited at the send",
            "a rate is judged only at the decision",
            "Scheduling/Gates/RateGate.cs",
            """return rate is null || rate.TrySend(now.Mono) ? Verdict.Open : Verdict.Closed("it came too close behind another");""",
            """
            rate?.Release();
                    return Verdict.Open;
            """),
        new(
            "gate of the host not judged at the send",
            "an attempt is sent although the host's gate has closed since the decision",
            "Scheduling/Gates/AllGates.cs",
            "gate is CampaignGate or WindowGate or HostGate or",
            "gate is CampaignGate or WindowGate or"),
        new(
            "failed check counts as allowed",
            "an attempt is sent although its check threw",
            "Engine/CheckRunner.cs",
            """if (run.TryEnd(CheckAnswer.Failed, $"its check failed: {what}"))""",
            "if (run.TryEnd(CheckResult.Allow))"),
        new(
            "answer of a check used after a stop",
            "a stop during a check does not hold the attempt back",
            "Engine/SendGate.cs",
            "verdict = atSend[i].JudgeAtSend(intent, now);",
            "verdict = dispatch.IsChecked && atSend[i] is CampaignGate ? Verdict.Open : atSend[i].JudgeAtSend(intent, now);"),
    ];
}
