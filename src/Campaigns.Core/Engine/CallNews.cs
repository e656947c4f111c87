namespace Campaigns.Engine;

/// <summary>
/// Forwards a provider's answer about an attempt that may have ended meanwhile: the call id, and possibly the outcome. The answer is
/// handled as a report: it finds the attempt in the store, and joins earlier reports under the same call id.
/// </summary>
internal sealed class CallNews(string provider, Inbox inbox, TimeProvider time)
{
    private const int MostTries = 10;

    /// <summary>Forwards the result of an abandoned dispatch, if it contains a call id or a contact's outcome.</summary>
    public void Report(AttemptId attempt, in DispatchResult result)
    {
        var callId = TextLimits.CallId(result.Text);
        var ended = result.Answer == DispatchAnswer.Completed && result.Outcome.IsOfContact();
        var hasCallId = result.Answer is DispatchAnswer.Accepted or DispatchAnswer.Completed && callId is not null;
        if (ended || hasCallId || result.AttemptResult is not null)
        {
            var news = ended ? ProviderReport.Ended(attempt, result.Outcome) : new ProviderReport(attempt, AttemptState.Accepted);
            _ = TellAsync(news with { AttemptResult = result.AttemptResult?.Checked(time.GetUtcNow()) }, callId);
        }
    }

    /// <summary>Posts the report. Tries up to 10 times while the store fails.</summary>
    public async Task TellAsync(ProviderReport news, string? callId)
    {
        news = news with { Provider = provider, CallId = callId, IsAnswer = true };
        var pause = TimeSpan.FromMilliseconds(100);
        for (var tries = 1; tries <= MostTries; tries++, pause *= 2)
        {
            try
            {
                var command = new ReportCommand(news);
                await inbox.PostAsync(command, CancellationToken.None);
                await command.Answer;
                return;
            }
            catch (CampaignException failure) when (failure.Error == CampaignError.StoreFailed && tries < MostTries)
            {
                await Task.Delay(pause, time);
            }
            catch (CampaignException)
            {
                return; // the engine has stopped, or the last try failed
            }
        }
    }
}
