namespace Campaigns.Sabotages;

/// <summary>Bugs in the memory store and in its use.</summary>
internal static class StoreBugs
{
    public static IReadOnlyList<Sabotage> All { get; } =
    [
        new(
            "attempts not sent kept",
            "the store keeps every attempt that was not sent, however many are repeats",
            "Storage/Refusals.cs",
            "        AttemptOutcome.NotSent => 1,",
            "        AttemptOutcome.NotSent => 1_000,"),
        new(
            "names with white space kept apart",
            "a tenant's name with surrounding white space counts as another tenant",
            "Values/Named.cs",
            "        var trimmed = Unseen.Trim(name);",
            "        var trimmed = name;"),
        new(
            "removed attempts counted",
            "attempts that the store has removed stay in the figures",
            "Scheduling/Requests/JobRequests.cs",
            "            state.Lanes[lane].Add(counter, delta);",
            "            _ = delta;") { IsRare = true },
        new(
            "no fence",
            "a commit of a replaced engine takes effect",
            "../Campaigns.InMemory/MemoryJobStore.cs",
            "if (batch.Epoch != _epoch)",
            "if (batch.Epoch > _epoch)"),
        new(
            "enrolled twice",
            "the index of contacts accepts a key twice",
            "../Campaigns.InMemory/MemoryTables.cs",
            "if (_slots[slot] != 0)",
            "if (_slots[slot] < 0)"),
        new(
            "sent before the commit",
            "attempts are dispatched while their commit is in progress",
            "Engine/EngineLoop.cs",
            """
                    var receipt = isCommitted ? await _store.CommitAsync(batch) : CommitReceipt.Clean;
                    _pause = isCommitted ? MinPause : _pause;
                    _scheduler.Committed(receipt, ReadClock().Mono);
                    _answers.Clear();
                    HandOver();
            """,
            """
                    HandOver();
                    var receipt = isCommitted ? await _store.CommitAsync(batch) : CommitReceipt.Clean;
                    _pause = isCommitted ? MinPause : _pause;
                    _scheduler.Committed(receipt, ReadClock().Mono);
                    _answers.Clear();
            """),
        new(
            "acknowledged before the commit",
            "a request is answered before its effects are written",
            "Engine/CommandRunner.cs",
            "            _executed.Add(command);",
            """
                        _executed.Add(command);
                        command.Complete();
            """),
        new(
            "page read after the inputs",
            "a page is read when memory is already newer than the store",
            "Engine/EngineLoop.cs",
            "        await _reader.FillLanesAsync(_scheduler);\n        await _reader.ReadHistoryAsync(_scheduler); // also before the inputs: attempts that end in this step are not in the store yet\n        _parts.Inbox.Drain(_answers, _commands.Waiting);\n        await _commands.ExecuteAsync(_scheduler, beforeAnswers: true); // attempts that end now are not in the store yet\n        await _reader.RemoveOldAsync(_scheduler);\n        await _reader.ExpireAsync(_scheduler); // no job has changed in this step yet, so the store matches memory\n        await _reader.ReleaseAsync(_scheduler);\n        await _reader.EndOptedOutAsync(_scheduler);\n        await _reader.TrimFeedAsync(_scheduler);\n        _scheduler.Recorder.Record(CollectionsMarshal.AsSpan(_answers));\n        await _commands.ExecuteAsync(_scheduler, beforeAnswers: false);",
            """
                    await _reader.ReadHistoryAsync(_scheduler);
                    _parts.Inbox.Drain(_answers, _commands.Waiting);
                    await _commands.ExecuteAsync(_scheduler, beforeAnswers: true);
                    await _reader.RemoveOldAsync(_scheduler);
                    await _reader.ExpireAsync(_scheduler);
                    await _reader.ReleaseAsync(_scheduler);
                    await _reader.EndOptedOutAsync(_scheduler);
                    await _reader.TrimFeedAsync(_scheduler);
                    _scheduler.Recorder.Record(CollectionsMarshal.AsSpan(_answers));
                    await _commands.ExecuteAsync(_scheduler, beforeAnswers: false);
                    await _reader.FillLanesAsync(_scheduler);
            """),
        new(
            "watermark one too high",
            "an evicted job is not read again",
            "Scheduling/State/Lane.cs",
            "first.Job - 1)",
            "first.Job)"),
        new(
            "an ended attempt is not counted",
            "the counter is not written with the attempt's end",
            "Scheduling/Outcomes/AttemptRecorder.cs",
            """
                    state.Count(job.Lane, Counter.Of(outcome), 1);

            """,
            ""),
    ];
}
