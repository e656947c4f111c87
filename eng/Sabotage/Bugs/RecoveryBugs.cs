namespace Campaigns.Sabotages;

/// <summary>Bugs after a crash, a restart, or a commit whose result is unknown.</summary>
internal static class RecoveryBugs
{
    public static IReadOnlyList<Sabotage> All { get; } =
    [
        new(
            "enrollment forgotten by a reload",
            "an open enrollment is lost when the store is read again, and its campaign completes",
            "Scheduling/State/CampaignEntry.cs",
            "        Row = row;",
            "        Row = row with { Enrollments = [] };"),
        new(
            "interrupted enrollment closed",
            "an enrollment that its caller canceled counts as finished",
            "Engine/EnrollmentRun.cs",
            "scheduler.Enrollments.Abandon(campaign, _id)",
            "scheduler.Enrollments.Finish(campaign, _id)"),
        new(
            "intent sent again after a restart",
            "a process dispatches attempts that an earlier process committed",
            "Scheduling/Rehydration.cs",
            "            times.ResumeDispatch(live, row);\n        }\n    }",
            """
                        state.Live.SetDeadline(live, attempt.Provider.DispatchTimeout, state.Now.Mono);
                        var campaign = state.Jobs[attempt.Job].Lane.Campaign;
                        state.Decisions.Dispatch(new Intent
                        {
                            Attempt = new AttemptId(state.Stamp, row.Job, row.Number),
                            Live = live,
                            Provider = attempt.Provider,
                            Contact = state.Jobs[attempt.Job].Contact!,
                            Terms = campaign.Terms,
                            Step = state.Jobs[attempt.Job].Plan.Contact(row.Step),
                            Try = row.Try,
                            StopVersion = campaign.Stop.Version,
                            NotBefore = 0,
                            NotAfter = Now.Never,
                            Reserved = 0,
                        });
                    }
                }
            """),
        new(
            "crash closed as not sent",
            "an attempt that an earlier process may have sent is dialed again",
            "Scheduling/Rehydration.cs",
            "row.Epoch >= firstEpoch",
            "row.Epoch >= 0"),
        new(
            "a store's own hold ignored",
            "a store that opens held is used as if it had not",
            "Scheduling/Rehydration.cs",
            "ApplyHold(row.Tenant, row.Held, row.HeldSince, ",
            "ApplyHold(row.Tenant, row.Held && row.Reason is null, row.HeldSince, "),
        new(
            "reason of a hold forgotten",
            "changing settings while a store holds everything erases the reason of the hold",
            "Scheduling/Requests/TenantRequests.cs",
            "                Reason = all.HoldReason,",
            "                Reason = null,"),
        new(
            "unknown commit sent",
            "recovery sends the attempts of a commit in doubt",
            "Engine/EngineLoop.cs",
            """
                    Halt();
                    var reason = 
            """,
            """
                    HandOver();
                    var reason = 
            """),
        new(
            "dispatch in progress forgotten",
            "reading the store again closes dispatches in progress as not sent",
            "Engine/DispatchesInProgress.cs",
            "attempts.UnionWith(_dispatches.Select(dispatch => dispatch.Intent.Attempt));",
            "_ = attempts;"),
        new(
            "accepted slots forgotten",
            "accepted attempts hold no slot after a restart",
            "Scheduling/Rehydration.cs",
            """
                    campaign.TakeSlot();
                    campaign.Tenant.TakeSlot();
                    state.Everything.TakeSlot();
            """,
            """
                    if (isSending)
                    {
                        campaign.TakeSlot();
                        campaign.Tenant.TakeSlot();
                        state.Everything.TakeSlot();
                    }

            """),
        new(
            "deadlines resumed by the wall clock",
            "reading the store again takes the deadlines of live attempts from the wall clock, which may have leapt",
            "Engine/EngineLoop.cs",
            "var carried = snapshot.Epoch == _firstEpoch ? null : _scheduler.CarryTimes();",
            "CarriedTimes? carried = null;"),
        new(
            "leap not noted",
            "a restart uses the wall clock from before its leap",
            "Scheduling/ClockLeaps.cs",
            "lingering.Rewrite();",
            "_ = lingering;") { IsRare = true },
        new(
            "rates start full",
            "a restart gives every rate its whole burst again",
            "Scheduling/Rehydration.cs",
            "limits.Load(snapshot.Usage, recovery.Carried);",
            "_ = snapshot.Usage;"),
        new(
            "sends in progress forgotten",
            "a crash returns the places of sent, unanswered attempts to a rate",
            "Scheduling/Usage/LimitBook.cs",
            "var latest = row.Pending == 0 ? next :",
            "var latest = row.Pending >= 0 ? next - (row.Pending * capped.Rate.Interval) :"),
        new(
            "tenant rates start full",
            "a restart gives the rates of tenants their whole burst again",
            "Scheduling/Usage/LimitBook.cs",
            "state.Limited.Where(capped => capped.Rate.IsLimited)",
            "state.Limited.Where(capped => capped.Rate.IsLimited && capped is not TenantEntry)"),
        new(
            "tenant slots forgotten",
            "live attempts hold no slot of their tenant after a restart",
            "Scheduling/Rehydration.cs",
            "        campaign.Tenant.TakeSlot();",
            "        _ = campaign.Tenant;"),
        new(
            "busy addresses forgotten",
            "a person on the phone is called again after a restart",
            "Scheduling/Rehydration.cs",
            "        state.Addresses.Add(address);",
            "        _ = state.Addresses;"),
        new(
            "step forgotten",
            "after a restart, a live attempt counts as one of the first step",
            "Scheduling/Rehydration.cs",
            "            Step = row.Step,",
            "            Step = 0,"),
    ];
}
